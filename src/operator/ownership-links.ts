/** Links that make the person who opens them the owner of a room: each for one person. Only hashes are stored. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Schema } from "../platform/migrations.ts";

/** How long a link is valid, in milliseconds: a week. */
const LIFETIME = 7 * 24 * 3_600_000;

export class OwnershipLinks {
  constructor(
    private readonly sql: SqlStorage,
    private readonly schema: Schema,
  ) {}

  /** Creates a link, which replaces the one before. @returns its secret, 160 random bits, and when it expires */
  create(room: string, now: number): { secret: string; expiresAt: number } {
    const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(20))).toString("base64url");
    const expiresAt = now + LIFETIME;
    this.schema.create();
    this.sql.exec("DELETE FROM ownership_links WHERE room = ? OR expires <= ?", room, now);
    this.sql.exec(
      "INSERT INTO ownership_links (hash, room, expires) VALUES (?, ?, ?)",
      hashOf(secret),
      room,
      expiresAt,
    );
    return { secret, expiresAt };
  }

  /**
   * Takes a link for a person. The same person may take it again: a retry.
   *
   * @returns whether it is valid, and theirs now
   */
  take(room: string, secret: string, person: string, now: number): boolean {
    if (!this.schema.exists) return false;
    const rows = this.sql.exec<{ person: string }>(
      `UPDATE ownership_links SET person = ?1
       WHERE hash = ?2 AND room = ?3 AND expires > ?4 AND (person IS NULL OR person = ?1) RETURNING person`,
      person,
      hashOf(secret),
      room,
      now,
    );
    return rows.toArray().length > 0;
  }

  /** Takes back what {@link take} did: the room could not be handed over. */
  release(room: string, secret: string): void {
    this.sql.exec(
      "UPDATE ownership_links SET person = NULL WHERE hash = ? AND room = ?",
      hashOf(secret),
      room,
    );
  }

  /** Ends the link of a room. */
  remove(room: string): void {
    if (this.schema.exists) this.sql.exec("DELETE FROM ownership_links WHERE room = ?", room);
  }
}

/** A secret of so many random bits needs no slow hash. */
const hashOf = (secret: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash("sha256").update(secret).digest());
