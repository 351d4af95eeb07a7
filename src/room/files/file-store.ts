/**
 * The files of a room, from upload to deletion. R2 stores their content under the id of the room's object.
 *
 * A row is added before the content is stored, so an error leaves no content that no row names.
 */
import { FILE_GONE, filePath, type UploadedFile } from "../../shared/contract/files.ts";
import type { Attachment } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { RoomError } from "../room-error.ts";
import type { FileCleanup } from "./file-cleanup.ts";
import { type FileRow, FileState, type FileTable } from "./file-table.ts";

const FULL = "This room has as many files as it can hold.";
const TOO_LATE = "This took too long: send the file again.";

export type FileLimits = Pick<
  Limits,
  "fileBytes" | "personFileBytes" | "roomFileBytes" | "roomFiles" | "unsentFiles"
>;

export interface FileStoreDependencies {
  table: FileTable;
  cleanup: Pick<FileCleanup, "scheduleDeleted" | "scheduleUnsent">;
  /** The room's name. */
  room: string;
  /** The key of a file's content in R2. */
  keyOf: (id: string) => string;
  clock: Pick<Clock, "now">;
  limits: FileLimits;
}

export class FileStore {
  constructor(private readonly deps: FileStoreDependencies) {}

  /** The key of a file's content in R2. */
  keyOf(id: string): string {
    return this.deps.keyOf(id);
  }

  /**
   * Adds a file whose content is about to be stored. Its bytes count against the limits once they are stored, so an
   * upload that was only announced takes no space from other members.
   *
   * @param size in bytes
   * @returns its id
   * @throws RoomError `too_large` where the file, the person's files or the room's files would exceed a limit
   */
  startUpload(owner: string, name: string, size: number): string {
    const { table, cleanup, clock, limits } = this.deps;
    if (size > limits.fileBytes)
      throw new RoomError("too_large", `A file has at most ${limits.fileBytes} bytes.`);
    if (table.exists) {
      this.#checkPerson(owner, size);
      // Space is made once the bytes have arrived.
      if (!this.#hasSpace(size) && this.#deletable(owner, size) === undefined)
        throw new RoomError("too_large", FULL);
    }
    if (table.exists && table.unsentCount(owner) >= limits.unsentFiles)
      throw new RoomError(
        "too_large",
        `At most ${limits.unsentFiles} files of yours can wait for a message.`,
      );
    // The cleanup schedules itself while there are unsent files.
    const isScheduled = table.exists && table.oldestUnsent !== undefined;
    const id = crypto.randomUUID().replaceAll("-", "");
    table.insert({ id, owner, name, size, at: clock.now() });
    if (!isScheduled) cleanup.scheduleUnsent();
    return id;
  }

  /**
   * Adds a file of an export, which keeps its id, as {@link startUpload} does. One whose import was interrupted begins again.
   *
   * @throws RoomError `invalid` where the id is in use, and `too_large` where the file exceeds a limit
   */
  restore(owner: string, { id, name, size }: Pick<UploadedFile, "id" | "name" | "size">): void {
    const { table, cleanup, clock, limits } = this.deps;
    if (size > limits.fileBytes)
      throw new RoomError("too_large", `A file has at most ${limits.fileBytes} bytes.`);
    if (table.exists) {
      this.#checkPerson(owner, size);
      if (!this.#hasSpace(size)) throw new RoomError("too_large", FULL);
      if (!table.removeUnsent(id)) throw new RoomError("invalid", "id: is in use by another file");
    }
    table.insert({ id, owner, name, size, at: clock.now() });
    cleanup.scheduleUnsent();
  }

  /**
   * Notes that the content of a file is stored. Other uploads may have ended meanwhile, so the limits are checked again.
   *
   * @throws RoomError `not_found` where the upload took too long or the room was deleted: the caller then deletes the content
   * @throws RoomError `too_large` as {@link startUpload}
   */
  finishUpload(id: string, found: Pick<UploadedFile, "type" | "width" | "height">): UploadedFile {
    const { table } = this.deps;
    const [uploading] = table.exists ? table.select(`id = ? AND state = ${FileState.Uploading}`, id) : [];
    if (uploading === undefined) throw new RoomError("not_found", TOO_LATE);
    this.#checkPerson(uploading.owner, uploading.size);
    this.#makeSpace(uploading.owner, uploading.size);
    const { type, width = null, height = null } = found;
    const row = table.setUploaded(id, { type, width, height });
    if (row === undefined) throw new RoomError("not_found", TOO_LATE);
    return toFile(row);
  }

  /** Deletes an unsent file of its owner. Does nothing for any other file. */
  discard(id: string, owner: string): void {
    this.#delete(`id = ? AND owner = ? AND state < ${FileState.Sent}`, id, owner);
  }

  /**
   * Unsent files as the attachments of a message.
   *
   * @throws RoomError `not_found` where a file does not exist, belongs to another person, or was sent already
   */
  attachments(ids: readonly string[], owner: string): Attachment[] {
    const { table, room } = this.deps;
    return ids.map((id) => {
      const [row] = table.exists
        ? table.select(`id = ? AND owner = ? AND state = ${FileState.Unsent}`, id, owner)
        : [];
      if (row === undefined) throw new RoomError("not_found", FILE_GONE);
      return { ...toFile(row), path: filePath(room, id) };
    });
  }

  /** Notes that files belong to the message `seq`. */
  markSent(ids: readonly string[], seq: number): void {
    for (const id of ids) this.deps.table.setSent(id, seq);
  }

  /** A sent file, or an unsent file of the reader. */
  find(id: string, reader: string | undefined): UploadedFile | undefined {
    const { table } = this.deps;
    if (!table.exists) return undefined;
    const [row] = table.select(
      `id = ? AND (state = ${FileState.Sent} OR (state = ${FileState.Unsent} AND owner = ?))`,
      id,
      reader ?? "",
    );
    return row && toFile(row);
  }

  /** Deletes the files of the message `seq`. */
  deleteByMessage(seq: number): void {
    this.#delete("seq = ?", seq);
  }

  /** Deletes the files of all messages up to `seq`. */
  deleteUpTo(seq: number): void {
    this.#delete("seq <= ?", seq);
  }

  /** Deletes the files of a person's messages in `(from, to]`. */
  deleteByMessages(owner: string, from: number, to: number): void {
    this.#delete("owner = ? AND seq > ? AND seq <= ?", owner, from, to);
  }

  /** The files of a person whose content is stored. */
  ofPerson(owner: string): UploadedFile[] {
    const { table } = this.deps;
    if (!table.exists) return [];
    const where = `owner = ? AND state IN (${FileState.Unsent}, ${FileState.Sent}) ORDER BY at, id`;
    return table.select(where, owner).map(toFile);
  }

  /** Deletes every file of a person. */
  deleteByOwner(owner: string): void {
    this.#delete("owner = ?", owner);
  }

  /** Forgets what it remembers of a storage that was emptied. */
  forget(): void {
    this.deps.table.forget();
  }

  #delete(where: string, ...bindings: (string | number)[]): void {
    const { table, cleanup } = this.deps;
    if (table.exists && table.markDeleted(where, ...bindings) > 0) cleanup.scheduleDeleted();
  }

  #hasSpace(size: number): boolean {
    const { table, limits } = this.deps;
    const { files, bytes } = table.usage;
    return files < limits.roomFiles && bytes + size <= limits.roomFileBytes;
  }

  /**
   * The unsent file that makes space for a file of `owner` in a full room: the oldest of the person who has the most of them, if they
   * have more than `owner` will have. Otherwise files that no one sees could keep a room full, and its owner could not delete them.
   */
  #deletable(owner: string, size: number): string | undefined {
    const { table, limits } = this.deps;
    const isFull = table.usage.files >= limits.roomFiles;
    const largest = table.largestUnsent(isFull ? "files" : "bytes");
    const own = table.unsentUsage(owner);
    const after = isFull ? own.files + 1 : own.bytes + size;
    return largest !== undefined && largest.amount > after ? largest.oldest : undefined;
  }

  /** @throws RoomError `too_large` where the room has no space for a file of `size` bytes, and none can be made */
  #makeSpace(owner: string, size: number): void {
    while (!this.#hasSpace(size)) {
      const id = this.#deletable(owner, size);
      if (id === undefined) throw new RoomError("too_large", FULL);
      this.#delete("id = ?", id);
    }
  }

  /** @throws RoomError `too_large` where the person has no space for a file of `size` bytes */
  #checkPerson(owner: string, size: number): void {
    const { table, limits } = this.deps;
    if (table.usageWhere("owner = ?", owner).bytes + size > limits.personFileBytes)
      throw new RoomError("too_large", "Your files in this room are as large as they may be in all.");
  }
}

function toFile({ id, name, type, size, width, height }: FileRow): UploadedFile {
  return width === null || height === null
    ? { id, name, type, size }
    : { id, name, type, size, width, height };
}
