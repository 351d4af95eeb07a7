/** The rows of a room's files, and how many files and bytes they are in total. */
import type { Schema } from "../../platform/migrations.ts";

/** Stored as a number: `files_unsent` in `storage/migrations.ts` indexes those below 2. */
export const FileState = {
  /** Its content is on the way. */
  Uploading: 0,
  /** Its content is stored, and no message has it yet. */
  Unsent: 1,
  /** It belongs to a message. */
  Sent: 2,
  /** The cleanup removes its content, and then its row. */
  Deleted: 3,
} as const;

export type FileRow = {
  id: string;
  owner: string;
  name: string;
  type: string;
  size: number;
  width: number | null;
  height: number | null;
};

/** A number of files and their bytes. */
export interface FileUsage {
  files: number;
  bytes: number;
}

type Bindings = (string | number)[];

export class FileTable {
  /** Counted once, when first read. */
  #usage: FileUsage | undefined;

  constructor(
    private readonly sql: SqlStorage,
    private readonly schema: Pick<Schema, "exists" | "create">,
  ) {}

  /** Whether there is a table to read. */
  get exists(): boolean {
    return this.schema.exists;
  }

  /** The files whose content is stored and kept. */
  get usage(): FileUsage {
    this.#usage ??= this.usageWhere("TRUE");
    return this.#usage;
  }

  /** The part of {@link usage} that a condition of SQL selects. */
  usageWhere(where: string, ...bindings: Bindings): FileUsage {
    return this.sql
      .exec<{ files: number; bytes: number }>(
        `SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM files
          WHERE ${where} AND state IN (${FileState.Unsent}, ${FileState.Sent})`,
        ...bindings,
      )
      .one();
  }

  /** Adds a file whose content is on the way. `at` is in milliseconds since the epoch, `size` in bytes. */
  insert(file: { id: string; owner: string; name: string; size: number; at: number }): void {
    this.#insert(file, FileState.Uploading);
  }

  /** Adds files of which only the id is known, for the cleanup. */
  insertDeleted(ids: readonly string[], at: number): void {
    this.schema.create();
    for (const id of ids) this.#insert({ id, owner: "", name: "", size: 0, at }, FileState.Deleted);
  }

  /** Notes that the content of a file is stored. @returns its row, undefined where it was not uploading */
  setUploaded(
    id: string,
    { type, width, height }: Pick<FileRow, "type" | "width" | "height">,
  ): FileRow | undefined {
    const { files, bytes } = this.usage;
    const [row] = this.sql
      .exec<FileRow>(
        `UPDATE files SET type = ?, width = ?, height = ?, state = ${FileState.Unsent}
          WHERE id = ? AND state = ${FileState.Uploading}
          RETURNING id, owner, name, type, size, width, height`,
        type,
        width,
        height,
        id,
      )
      .toArray();
    if (row !== undefined) this.#usage = { files: files + 1, bytes: bytes + row.size };
    return row;
  }

  /** Notes that a file belongs to the message `seq`. */
  setSent(id: string, seq: number): void {
    this.sql.exec(`UPDATE files SET state = ${FileState.Sent}, seq = ? WHERE id = ?`, seq, id);
  }

  /** Marks the files that a condition of SQL selects for the cleanup. @returns how many */
  markDeleted(where: string, ...bindings: Bindings): number {
    if (this.#usage !== undefined) {
      const freed = this.usageWhere(where, ...bindings);
      this.#usage = { files: this.#usage.files - freed.files, bytes: this.#usage.bytes - freed.bytes };
    }
    const marked = this.sql.exec(
      `UPDATE files SET state = ${FileState.Deleted}
        WHERE ${where} AND state <> ${FileState.Deleted} RETURNING id`,
      ...bindings,
    );
    return marked.toArray().length;
  }

  /** Removes the row of a file that was marked. */
  remove(id: string): void {
    this.sql.exec(`DELETE FROM files WHERE id = ? AND state = ${FileState.Deleted}`, id);
  }

  /** Removes the row of a file that is uploading or unsent. @returns whether there is none with this id now */
  removeUnsent(id: string): boolean {
    this.sql.exec(`DELETE FROM files WHERE id = ? AND state < ${FileState.Sent}`, id);
    this.#usage = undefined;
    return this.ids("id = ?", id).length === 0;
  }

  select(where: string, ...bindings: Bindings): FileRow[] {
    return this.sql
      .exec<FileRow>(
        `SELECT id, owner, name, type, size, width, height FROM files WHERE ${where}`,
        ...bindings,
      )
      .toArray();
  }

  ids(where: string, ...bindings: Bindings): string[] {
    const rows = this.sql.exec<{ id: string }>(`SELECT id FROM files WHERE ${where}`, ...bindings);
    return rows.toArray().map(({ id }) => id);
  }

  /** How many files of a person are uploading or unsent. */
  unsentCount(owner: string): number {
    return this.sql
      .exec<{ count: number }>(
        `SELECT count(*) AS count FROM files WHERE owner = ? AND state < ${FileState.Sent}`,
        owner,
      )
      .one().count;
  }

  /** The stored files of a person that no message has yet. */
  unsentUsage(owner: string): FileUsage {
    return this.#unsent<{ files: number; bytes: number }>(
      "count(*) AS files, coalesce(sum(size), 0) AS bytes",
      "AND owner = ?",
      owner,
    )[0] as FileUsage;
  }

  /** Of the person with the most unsent files: how many files or bytes, and the id of the oldest. */
  largestUnsent(by: keyof FileUsage): { amount: number; oldest: string } | undefined {
    const amount = by === "files" ? "count(*)" : "sum(size)";
    const [largest] = this.#unsent<{ owner: string; amount: number }>(
      `owner, ${amount} AS amount`,
      "GROUP BY owner ORDER BY amount DESC LIMIT 1",
    );
    if (largest === undefined) return undefined;
    const [oldest] = this.#unsent<{ id: string }>("id", "AND owner = ? ORDER BY at LIMIT 1", largest.owner);
    return oldest && { amount: largest.amount, oldest: oldest.id };
  }

  #unsent<Row extends Record<string, SqlStorageValue>>(
    columns: string,
    rest: string,
    ...bindings: Bindings
  ): Row[] {
    const query = `SELECT ${columns} FROM files WHERE state = ${FileState.Unsent} ${rest}`;
    return this.sql.exec<Row>(query, ...bindings).toArray();
  }

  /** When the oldest upload of the unsent files began, in milliseconds since the epoch. */
  get oldestUnsent(): number | undefined {
    const { oldest } = this.sql
      .exec<{ oldest: number | null }>(`SELECT min(at) AS oldest FROM files WHERE state < ${FileState.Sent}`)
      .one();
    return oldest ?? undefined;
  }

  /** Forgets the count. Call it when the storage was emptied. */
  forget(): void {
    this.#usage = undefined;
  }

  #insert(
    { id, owner, name, size, at }: { id: string; owner: string; name: string; size: number; at: number },
    state: number,
  ): void {
    this.schema.create();
    this.sql.exec(
      "INSERT INTO files (id, owner, name, type, size, at, state) VALUES (?, ?, ?, '', ?, ?, ?)",
      id,
      owner,
      name,
      size,
      at,
      state,
    );
  }
}
