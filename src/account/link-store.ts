/** Links that sign in another device: each is valid once, for ten minutes. Only hashes are stored. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** How long a link is valid, in milliseconds. */
const LIFETIME = 600_000;

/** How many links are valid at a time; a new one replaces the oldest. */
const MAX_LINKS = 5;

/** Only for an account that has tables. */
export class LinkStore {
  constructor(private readonly sql: SqlStorage) {}

  /** Creates a link. @returns its secret, 160 random bits, and when it expires */
  create(device: string, now: number): { secret: string; expiresAt: number } {
    const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(20))).toString("base64url");
    const expiresAt = now + LIFETIME;
    this.#removeExpired(now);
    this.sql.exec(
      "INSERT INTO links (hash, device, expires) VALUES (?, ?, ?)",
      hashOf(secret),
      device,
      expiresAt,
    );
    this.sql.exec(
      "DELETE FROM links WHERE hash IN (SELECT hash FROM links ORDER BY expires DESC LIMIT -1 OFFSET ?)",
      MAX_LINKS,
    );
    return { secret, expiresAt };
  }

  /** When a link expires; undefined for one that is not valid (any more). */
  find(secret: string, now: number): number | undefined {
    const [row] = this.sql
      .exec<{ expires: number }>(
        "SELECT expires FROM links WHERE hash = ? AND expires > ?",
        hashOf(secret),
        now,
      )
      .toArray();
    return row?.expires;
  }

  /** Uses a link up. @returns whether it was valid */
  take(secret: string, now: number): boolean {
    this.#removeExpired(now);
    return this.sql.exec("DELETE FROM links WHERE hash = ? RETURNING 1", hashOf(secret)).toArray().length > 0;
  }

  /** Removes the links that a device has made. */
  removeOf(device: string): void {
    this.sql.exec("DELETE FROM links WHERE device = ?", device);
  }

  removeAll(): void {
    this.sql.exec("DELETE FROM links");
  }

  #removeExpired(now: number): void {
    this.sql.exec("DELETE FROM links WHERE expires <= ?", now);
  }
}

/** A secret of so many random bits needs no slow hash. */
const hashOf = (secret: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash("sha256").update(secret).digest());
