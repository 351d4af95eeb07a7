/**
 * What opens a private room to somebody who was not let in yet: an invite link, a passphrase, or neither. Only hashes are kept.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { KeysInUse } from "../../shared/contract/access.ts";

const KEY = "room:keys";

/** As many as Workers allow. Whoever would try them one by one is slowed long before: {@link CredentialLimiter}. */
const ITERATIONS = 100_000;

interface Keys {
  /** SHA-256 of the invite's token, which is 160 random bits. */
  invite?: Uint8Array;
  /** PBKDF2-SHA-256 of the passphrase. */
  passphrase?: { salt: Uint8Array<ArrayBuffer>; hash: Uint8Array };
}

/** What somebody has to show. */
export interface PresentedCredentials {
  invite?: string | undefined;
  passphrase?: string | undefined;
}

export class AccessCredentials {
  #stored: Keys | undefined;
  /** How often the passphrase was decided on. */
  #decisions = 0;

  constructor(private readonly kv: SyncKvStorage) {}

  get inUse(): KeysInUse {
    const { invite, passphrase } = this.#keys;
    return { invite: invite !== undefined, passphrase: passphrase !== undefined };
  }

  /** Makes an invite in place of the one before. @returns its token */
  newInvite(): string {
    const token = randomBytes(20).toString("base64url");
    this.#store({ ...this.#keys, invite: hashOf(token) });
    return token;
  }

  revokeInvite(): void {
    const { invite: _, ...rest } = this.#keys;
    this.#store(rest);
  }

  /**
   * Sets the passphrase, or takes it away. What is decided while it is being hashed has the last word.
   *
   * @param allow asked before it is stored; throws where it may not be (any more)
   */
  async setPassphrase(passphrase: string | null, allow: () => void = () => {}): Promise<void> {
    const decision = ++this.#decisions;
    if (passphrase === null) {
      const { passphrase: _, ...rest } = this.#keys;
      this.#store(rest);
      return;
    }
    const salt = Uint8Array.from(randomBytes(16));
    const hash = await derive(passphrase, salt);
    allow();
    if (decision === this.#decisions) this.#store({ ...this.#keys, passphrase: { salt, hash } });
  }

  /** Whether the invite that somebody shows is the room's. It is too long to be guessed, and this costs next to nothing. */
  isInvite(token: string | undefined): boolean {
    const { invite } = this.#keys;
    return token !== undefined && invite !== undefined && timingSafeEqual(hashOf(token), invite);
  }

  /** Whether the passphrase that somebody shows is the room's, and still is when that is known. */
  async isPassphrase(passphrase: string | undefined): Promise<boolean> {
    const keys = this.#keys;
    if (passphrase === undefined || keys.passphrase === undefined) return false;
    const { salt, hash } = keys.passphrase;
    const shown = await derive(passphrase, salt);
    return this.#keys.passphrase === keys.passphrase && timingSafeEqual(shown, hash);
  }

  /** Forgets what it remembers of a storage that was emptied. */
  forget(): void {
    this.#stored = undefined;
    this.#decisions++;
  }

  get #keys(): Keys {
    this.#stored ??= this.kv.get<Keys>(KEY) ?? {};
    return this.#stored;
  }

  #store(keys: Keys): void {
    if (Object.keys(keys).length > 0) this.kv.put(KEY, keys);
    else this.kv.delete(KEY);
    this.#stored = keys;
  }
}

const hashOf = (token: string): Uint8Array => new Uint8Array(createHash("sha256").update(token).digest());

async function derive(passphrase: string, salt: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(passphrase.normalize("NFKC"));
  const key = await crypto.subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveBits"]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
}
