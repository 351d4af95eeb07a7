/** The credentials that admit new guests to a private room: an invite link, a passphrase, or neither. Only hashes are stored. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { KeysInUse } from "../../shared/contract/access.ts";

const KEY = "room:keys";

/** As many as Workers allow. Guessing is limited by {@link CredentialLimiter}. */
const ITERATIONS = 100_000;

interface StoredCredentials {
  /** SHA-256 of the invite's token, which is 160 random bits. */
  invite?: Uint8Array;
  /** PBKDF2-SHA-256 of the passphrase. */
  passphrase?: { salt: Uint8Array<ArrayBuffer>; hash: Uint8Array };
}

/** A passphrase that was hashed and is not stored yet. */
export interface HashedPassphrase {
  /** Its number in the order of decisions: the newest is stored. */
  decision: number;
  /** Missing for no passphrase. */
  passphrase?: NonNullable<StoredCredentials["passphrase"]>;
}

/** The credentials that a client connects with. */
export interface PresentedCredentials {
  invite?: string | undefined;
  passphrase?: string | undefined;
}

export class AccessCredentials {
  #stored: StoredCredentials | undefined;
  /** How often the passphrase was set, or the room emptied. */
  #decisions = 0;

  constructor(private readonly kv: SyncKvStorage) {}

  get inUse(): KeysInUse {
    const { invite, passphrase } = this.#credentials;
    return { invite: invite !== undefined, passphrase: passphrase !== undefined };
  }

  /** Replaces the invite. @returns the token of the new one */
  createInvite(): string {
    const token = randomBytes(20).toString("base64url");
    this.#store({ ...this.#credentials, invite: hashOf(token) });
    return token;
  }

  revokeInvite(): void {
    const { invite: _, ...rest } = this.#credentials;
    this.#store(rest);
  }

  /**
   * Hashes a passphrase for {@link setPassphrase}; `null` for none.
   *
   * @param passphrase of a user who may set it: this takes some 20 ms of a processor
   */
  async hashPassphrase(passphrase: string | null): Promise<HashedPassphrase> {
    const decision = ++this.#decisions;
    if (passphrase === null) return { decision };
    const salt = Uint8Array.from(randomBytes(16));
    return { decision, passphrase: { salt, hash: await derive(passphrase, salt) } };
  }

  /** Stores a passphrase or removes it, unless a later one began to be hashed meanwhile. */
  setPassphrase({ decision, passphrase }: HashedPassphrase): void {
    if (decision !== this.#decisions) return;
    const { passphrase: _, ...rest } = this.#credentials;
    this.#store(passphrase === undefined ? rest : { ...rest, passphrase });
  }

  /** Whether this is the token of the invite. It is too long to be guessed. */
  isInvite(token: string | undefined): boolean {
    const { invite } = this.#credentials;
    return token !== undefined && invite !== undefined && timingSafeEqual(hashOf(token), invite);
  }

  /** Whether this is the passphrase, and still is once it is hashed. */
  async isPassphrase(passphrase: string | undefined): Promise<boolean> {
    const stored = this.#credentials;
    if (passphrase === undefined || stored.passphrase === undefined) return false;
    const { salt, hash } = stored.passphrase;
    const presented = await derive(passphrase, salt);
    return this.#credentials.passphrase === stored.passphrase && timingSafeEqual(presented, hash);
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#stored = undefined;
    this.#decisions++;
  }

  get #credentials(): StoredCredentials {
    this.#stored ??= this.kv.get<StoredCredentials>(KEY) ?? {};
    return this.#stored;
  }

  #store(credentials: StoredCredentials): void {
    if (Object.keys(credentials).length > 0) this.kv.put(KEY, credentials);
    else this.kv.delete(KEY);
    this.#stored = credentials;
  }
}

const hashOf = (token: string): Uint8Array => new Uint8Array(createHash("sha256").update(token).digest());

async function derive(passphrase: string, salt: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(passphrase.normalize("NFKC"));
  const key = await crypto.subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveBits"]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
}
