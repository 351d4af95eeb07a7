/**
 * The files of a room: which there are, whose, and what becomes of them. Their content is in R2, under the room's own id.
 *
 * A file is entered before its content is stored and crossed out before its content is removed, so that whatever fails in
 * between, nothing lies in R2 that no row tells of. What is crossed out, and what was never sent, is removed by an alarm.
 */

import type { Schema } from "../../platform/migrations.ts";
import { FILE_GONE, filePath, type UploadedFile } from "../../shared/contract/files.ts";
import type { Attachment } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { RoomError } from "../room-error.ts";

/** How long a file may wait for its message, in milliseconds. */
export const UNSENT_MS = 3_600_000;

const TOO_LATE = "This took too long: send the file again.";

/** How many are removed in one go. */
const BATCH = 500;

/** Where a file stands: its content is on the way, it waits for its message, it was sent, it is to be removed. */
const State = { Arriving: 0, Waiting: 1, Sent: 2, Doomed: 3 } as const;

type FileRow = {
  id: string;
  owner: string;
  name: string;
  type: string;
  size: number;
  width: number | null;
  height: number | null;
};

export type FileLimits = Pick<
  Limits,
  "fileBytes" | "personFileBytes" | "roomFileBytes" | "roomFiles" | "unsentFiles"
>;

export interface FileStoreDependencies {
  sql: SqlStorage;
  schema: Pick<Schema, "exists" | "create">;
  /** R2; missing in a deployment without it. */
  bucket: R2Bucket | undefined;
  /** Begins every key of this room. */
  prefix: string;
  /** The room's name. */
  room: string;
  clock: Pick<Clock, "now">;
  limits: FileLimits;
  /** Have {@link FileStore.sweep} called: soon, for what is crossed out; at a time, for what is not sent by then. */
  sweepSoon: () => void;
  sweepAt: (at: number) => void;
}

export class FileStore {
  /** How many files have come and are kept, and their bytes; counted once, when first asked for. */
  #totals: { files: number; bytes: number } | undefined;

  constructor(private readonly deps: FileStoreDependencies) {}

  /** The key of a file's content. */
  keyOf(id: string): string {
    return `${this.deps.prefix}/${id}`;
  }

  /**
   * Enters a file that is about to be stored. Its bytes count once they have come: what is only announced takes nothing from others.
   *
   * @returns its id
   * @throws Refusal `too_large` where the room or the person has as much as they may
   */
  reserve(owner: string, name: string, size: number): string {
    const { sql, clock, limits, sweepAt } = this.deps;
    if (size > limits.fileBytes)
      throw new RoomError("too_large", `A file has at most ${limits.fileBytes} bytes.`);
    this.deps.schema.create();
    this.#mayStore(owner, size);
    const { waiting } = sql
      .exec<{ waiting: number }>(
        `SELECT count(*) AS waiting FROM files WHERE owner = ? AND state < ${State.Sent}`,
        owner,
      )
      .one();
    if (waiting >= limits.unsentFiles)
      throw new RoomError(
        "too_large",
        `At most ${limits.unsentFiles} files of yours can wait for a message.`,
      );
    const isFirst =
      sql.exec(`SELECT 1 FROM files WHERE state < ${State.Sent} LIMIT 1`).toArray().length === 0;
    const id = crypto.randomUUID().replaceAll("-", "");
    sql.exec(
      "INSERT INTO files (id, owner, name, type, size, at, state) VALUES (?, ?, ?, '', ?, ?, ?)",
      id,
      owner,
      name,
      size,
      clock.now(),
      State.Arriving,
    );
    // Where others wait already, the sweep after the first of them sees to this one.
    if (isFirst) sweepAt(clock.now() + UNSENT_MS);
    return id;
  }

  /**
   * A reserved file's content is stored.
   *
   * @throws Refusal `not_found` where it took too long, or the room was deleted meanwhile: no row tells of the content then
   */
  stored(id: string, found: Pick<UploadedFile, "type" | "width" | "height">): UploadedFile {
    const { type, width, height } = found;
    if (!this.deps.schema.exists) throw new RoomError("not_found", TOO_LATE);
    const [arriving] = this.deps.sql
      .exec<{ owner: string; size: number }>(
        "SELECT owner, size FROM files WHERE id = ? AND state = ?",
        id,
        State.Arriving,
      )
      .toArray();
    if (arriving === undefined) throw new RoomError("not_found", TOO_LATE);
    // Asked again: others may have come meanwhile.
    this.#mayStore(arriving.owner, arriving.size);
    const totals = this.#total;
    const [row] = this.deps.sql
      .exec<FileRow>(
        `UPDATE files SET type = ?, width = ?, height = ?, state = ? WHERE id = ? AND state = ?
          RETURNING id, owner, name, type, size, width, height`,
        type,
        width ?? null,
        height ?? null,
        State.Waiting,
        id,
        State.Arriving,
      )
      .toArray();
    if (row === undefined) throw new RoomError("not_found", TOO_LATE);
    this.#totals = { files: totals.files + 1, bytes: totals.bytes + row.size };
    return toFile(row);
  }

  /** Crosses out a file that is not wanted after all. Only its owner's, and not once it was sent. */
  drop(id: string, owner: string): void {
    this.#doom("id = ? AND owner = ? AND state < ?", id, owner, State.Sent);
  }

  /**
   * The files that somebody sends with a message.
   *
   * @throws Refusal `not_found` where one is not there, not theirs, or sent already
   */
  toSend(ids: readonly string[], owner: string): Attachment[] {
    return ids.map((id) => {
      const row = this.deps.schema.exists
        ? this.#select("id = ? AND owner = ? AND state = ?", id, owner, State.Waiting)[0]
        : undefined;
      if (row === undefined) throw new RoomError("not_found", FILE_GONE);
      return { ...toFile(row), path: filePath(this.deps.room, id) };
    });
  }

  /** They belong to the message `seq` now. */
  sent(ids: readonly string[], seq: number): void {
    for (const id of ids)
      this.deps.sql.exec("UPDATE files SET state = ?, seq = ? WHERE id = ?", State.Sent, seq, id);
  }

  /** A file that was sent, for whoever may read the room; one that waits, for its owner. */
  find(id: string, reader: string | undefined): UploadedFile | undefined {
    if (!this.deps.schema.exists) return undefined;
    const [row] = this.#select(
      "id = ? AND (state = ? OR (state = ? AND owner = ?))",
      id,
      State.Sent,
      State.Waiting,
      reader ?? "",
    );
    return row && toFile(row);
  }

  /** The message `seq` was deleted. */
  messageGone(seq: number): void {
    this.#doom("seq = ?", seq);
  }

  /** All messages up to `seq` were removed. */
  messagesGone(seq: number): void {
    this.#doom("seq <= ?", seq);
  }

  /** All that a person has sent is erased. */
  personGone(owner: string): void {
    this.#doom("owner = ?", owner);
  }

  /** Removes what is crossed out, and what has waited too long; asks to be called again where there is more. */
  async sweep(): Promise<void> {
    if (!this.deps.schema.exists) return;
    const { sql, bucket, clock, sweepSoon, sweepAt } = this.deps;
    const late = clock.now() - UNSENT_MS;
    this.#cross("state < ? AND at <= ?", State.Sent, late);
    const doomed = sql
      .exec<{ id: string }>("SELECT id FROM files WHERE state = ? LIMIT ?", State.Doomed, BATCH)
      .toArray();
    if (doomed.length > 0) {
      // If this fails the rows are still there, and the alarm is tried again.
      await bucket?.delete(doomed.map(({ id }) => this.keyOf(id)));
      for (const { id } of doomed) sql.exec("DELETE FROM files WHERE id = ? AND state = ?", id, State.Doomed);
    }
    const { oldest } = sql
      .exec<{ oldest: number | null }>("SELECT min(at) AS oldest FROM files WHERE state < ?", State.Sent)
      .one();
    if (doomed.length === BATCH) sweepSoon();
    if (oldest !== null) sweepAt(oldest + UNSENT_MS);
  }

  /** Removes the content of every file. @returns the ids of those of which that failed */
  async empty(): Promise<string[]> {
    if (!this.deps.schema.exists) return [];
    const { sql, bucket } = this.deps;
    // Also of what is on its way, and may be there already. Whoever stores it later learns that it is not wanted.
    const ids = sql
      .exec<{ id: string }>("SELECT id FROM files")
      .toArray()
      .map(({ id }) => id);
    while (ids.length > 0) {
      try {
        await bucket?.delete(ids.slice(0, BATCH).map((id) => this.keyOf(id)));
      } catch {
        // They are crossed out, and tried again by the alarm.
        return ids;
      }
      ids.splice(0, BATCH);
    }
    return [];
  }

  /** Crosses out files of which nothing but the id is known any more. */
  cross(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const { sql, clock, sweepSoon } = this.deps;
    this.deps.schema.create();
    for (const id of ids) {
      sql.exec(
        "INSERT INTO files (id, owner, name, type, size, at, state) VALUES (?, '', '', '', 0, ?, ?)",
        id,
        clock.now(),
        State.Doomed,
      );
    }
    sweepSoon();
  }

  /** Forgets what it remembers of a storage that was emptied. */
  forget(): void {
    this.#totals = undefined;
  }

  /** @throws Refusal `too_large` where the room or the person has as much as they may */
  #mayStore(owner: string, size: number): void {
    const { sql, limits } = this.deps;
    const { files, bytes } = this.#total;
    if (files >= limits.roomFiles || bytes + size > limits.roomFileBytes)
      throw new RoomError("too_large", "This room has as many files as it can hold.");
    const { own } = sql
      .exec<{ own: number }>(
        "SELECT coalesce(sum(size), 0) AS own FROM files WHERE owner = ? AND state IN (?, ?)",
        owner,
        State.Waiting,
        State.Sent,
      )
      .one();
    if (own + size > limits.personFileBytes)
      throw new RoomError("too_large", "Your files in this room are as large as they may be in all.");
  }

  get #total(): { files: number; bytes: number } {
    this.#totals ??= this.#count("TRUE");
    return this.#totals;
  }

  /** How many files there are of those that have come and are kept, and their bytes. */
  #count(where: string, ...bindings: (string | number)[]): { files: number; bytes: number } {
    return this.deps.sql
      .exec<{ files: number; bytes: number }>(
        `SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM files
          WHERE ${where} AND state IN (${State.Waiting}, ${State.Sent})`,
        ...bindings,
      )
      .one();
  }

  #doom(where: string, ...bindings: (string | number)[]): void {
    if (!this.deps.schema.exists) return;
    if (this.#cross(where, ...bindings) > 0) this.deps.sweepSoon();
  }

  #cross(where: string, ...bindings: (string | number)[]): number {
    const gone = this.#totals && this.#count(where, ...bindings);
    if (this.#totals && gone) {
      const { files, bytes } = this.#totals;
      this.#totals = { files: files - gone.files, bytes: bytes - gone.bytes };
    }
    const crossed = this.deps.sql.exec(
      `UPDATE files SET state = ? WHERE ${where} AND state <> ? RETURNING id`,
      State.Doomed,
      ...bindings,
      State.Doomed,
    );
    return crossed.toArray().length;
  }

  #select(where: string, ...bindings: (string | number)[]): FileRow[] {
    return this.deps.sql
      .exec<FileRow>(
        `SELECT id, owner, name, type, size, width, height FROM files WHERE ${where}`,
        ...bindings,
      )
      .toArray();
  }
}

function toFile({ id, name, type, size, width, height }: FileRow): UploadedFile {
  return width === null || height === null
    ? { id, name, type, size }
    : { id, name, type, size, width, height };
}
