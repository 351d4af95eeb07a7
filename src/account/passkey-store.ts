/** The passkeys of an account, and the challenges they have answered. */
import { createHash } from "node:crypto";
import type { Passkey } from "../shared/account.ts";
import type { Limits } from "../shared/limits.ts";

/** What verifies the answers of a passkey. */
export interface PasskeyCredential {
  /** The id of the credential, base64url. */
  id: string;
  /** COSE, as the authenticator made it. */
  publicKey: Uint8Array<ArrayBuffer>;
  /** How often it was used, where the authenticator counts; else 0. */
  counter: number;
  /** How a browser reaches the authenticator, such as `internal` or `usb`. */
  transports: string[];
}

/** An answer of a passkey that was verified. */
export interface PasskeyAnswer {
  id: string;
  counter: number;
  /** Base64url. */
  challenge: string;
  /** When the challenge expires, in milliseconds since the epoch. */
  expires: number;
}

type Row = { id: string; public_key: ArrayBuffer; counter: number; transports: string };

/** Only for an account that has tables. */
export class PasskeyStore {
  constructor(
    private readonly sql: SqlStorage,
    private readonly limits: Pick<Limits, "passkeys">,
  ) {}

  /** The oldest first. */
  get all(): Passkey[] {
    return this.sql
      .exec<{ id: string; name: string; created: number; used: number | null }>(
        "SELECT id, name, created, used FROM passkeys ORDER BY created, id",
      )
      .toArray()
      .map(({ id, name, created, used }) => ({
        id,
        name,
        createdAt: created,
        ...(used !== null && { usedAt: used }),
      }));
  }

  get isFull(): boolean {
    return this.all.length >= this.limits.passkeys;
  }

  find(id: string): PasskeyCredential | undefined {
    const [row] = this.sql
      .exec<Row>("SELECT id, public_key, counter, transports FROM passkeys WHERE id = ?", id)
      .toArray();
    if (row === undefined) return undefined;
    const { public_key, transports, counter } = row;
    return {
      id,
      publicKey: new Uint8Array(public_key),
      counter,
      transports: JSON.parse(transports) as string[],
    };
  }

  add({ id, publicKey, counter, transports }: PasskeyCredential, name: string, now: number): void {
    this.sql.exec(
      "INSERT INTO passkeys (id, public_key, counter, transports, name, created) VALUES (?, ?, ?, ?, ?, ?)",
      id,
      publicKey,
      counter,
      JSON.stringify(transports),
      name,
      now,
    );
  }

  /** @returns whether there is such a passkey */
  rename(id: string, name: string): boolean {
    return (
      this.sql.exec("UPDATE passkeys SET name = ? WHERE id = ? RETURNING 1", name, id).toArray().length > 0
    );
  }

  /** @returns whether there was such a passkey */
  remove(id: string): boolean {
    return this.sql.exec("DELETE FROM passkeys WHERE id = ? RETURNING 1", id).toArray().length > 0;
  }

  /** Removes all of them, and the challenges. */
  removeAll(): void {
    this.sql.exec("DELETE FROM passkeys");
    this.sql.exec("DELETE FROM challenges");
  }

  /** Notes that a passkey has answered a challenge. @returns false for a challenge that was answered before */
  use({ id, counter, challenge, expires }: PasskeyAnswer, now: number): boolean {
    this.sql.exec("DELETE FROM challenges WHERE expires <= ?", now);
    const { rowsWritten } = this.sql.exec(
      "INSERT OR IGNORE INTO challenges (hash, expires) VALUES (?, ?)",
      new Uint8Array(createHash("sha256").update(challenge).digest()),
      expires,
    );
    if (rowsWritten === 0) return false;
    this.sql.exec("UPDATE passkeys SET counter = max(counter, ?), used = ? WHERE id = ?", counter, now, id);
    return true;
  }
}
