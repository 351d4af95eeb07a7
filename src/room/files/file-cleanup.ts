/**
 * Removes the content of files from R2: of deleted ones, of those that no message took in time, and of a whole room.
 *
 * A row is removed after its content, so an error leaves no content that no row names.
 */
import type { Clock } from "../clock.ts";
import { FileState, type FileTable } from "./file-table.ts";

/** How long a file may stay unsent, in milliseconds. */
export const UNSENT_MS = 3_600_000;

/** How many files are removed at once. */
const BATCH = 500;

export interface FileCleanupDependencies {
  table: FileTable;
  /** R2; missing in a deployment without it. */
  bucket: R2Bucket | undefined;
  /** The key of a file's content. */
  keyOf: (id: string) => string;
  clock: Pick<Clock, "now">;
  /** Schedules {@link FileCleanup.run}: as soon as possible, or at a time in milliseconds since the epoch. */
  runSoon: () => void;
  runAt: (at: number) => void;
}

export class FileCleanup {
  constructor(private readonly deps: FileCleanupDependencies) {}

  /** Schedules the removal of deleted files. */
  scheduleDeleted(): void {
    this.deps.runSoon();
  }

  /** Schedules the removal of a file whose upload begins now, in case it stays unsent. */
  scheduleUnsent(): void {
    this.deps.runAt(this.deps.clock.now() + UNSENT_MS);
  }

  /** Removes one batch, and schedules the next run where more files are left. @throws what R2 throws */
  async run(): Promise<void> {
    const { table, bucket, keyOf, clock, runSoon, runAt } = this.deps;
    if (!table.exists) return;
    table.markDeleted(`state < ${FileState.Sent} AND at <= ?`, clock.now() - UNSENT_MS);
    const deleted = table.ids(`state = ${FileState.Deleted} LIMIT ?`, BATCH);
    if (deleted.length > 0) {
      await bucket?.delete(deleted.map(keyOf));
      for (const id of deleted) table.remove(id);
    }
    const oldest = table.oldestUnsent;
    if (deleted.length === BATCH) runSoon();
    if (oldest !== undefined) runAt(oldest + UNSENT_MS);
  }

  /**
   * Removes the content of every file, also of uploads in progress, whose content may be stored already.
   *
   * @returns the ids of the files where that failed, for {@link retry} when the storage is emptied
   */
  async removeAll(): Promise<string[]> {
    const { table, bucket, keyOf } = this.deps;
    if (!table.exists) return [];
    const ids = table.ids("TRUE");
    while (ids.length > 0) {
      try {
        await bucket?.delete(ids.slice(0, BATCH).map(keyOf));
      } catch {
        return ids;
      }
      ids.splice(0, BATCH);
    }
    return [];
  }

  /** Schedules the removal of files of which only the id is known. Synchronous, so that it is stored with what the caller writes. */
  retry(ids: readonly string[]): void {
    this.deps.table.insertDeleted(ids, this.deps.clock.now());
    this.deps.runSoon();
  }
}
