/**
 * Stores unsent files on this device: the room deletes them after an hour, and a reload loses those in memory.
 *
 * Without a database, or without space in it, only the page has them.
 */
import { createStore, del, entries, get, set } from "idb-keyval";

/** How long an unsent file is stored, in milliseconds. */
const MAX_AGE = 14 * 24 * 3_600_000;

interface SavedFile {
  at: number;
  file: File;
}

const isSavedFile = (value: unknown): value is SavedFile =>
  (value as Partial<SavedFile> | undefined)?.file instanceof File;

/** Undefined without a database. */
const database = (() => {
  try {
    return createStore("socket-rocket-files", "files");
  } catch {
    return undefined;
  }
})();

/** Stores a file. Never rejects. @returns whether it is stored */
export async function saveFile(key: string, file: File): Promise<boolean> {
  if (database === undefined) return false;
  try {
    await set(key, { at: Date.now(), file } satisfies SavedFile, database);
  } catch {
    return false;
  }
  void deleteOldFiles().catch(() => undefined);
  return true;
}

/** Reads a stored file. Never rejects. */
export async function loadFile(key: string): Promise<File | undefined> {
  if (database === undefined) return undefined;
  try {
    const value = await get<unknown>(key, database);
    return isSavedFile(value) ? value.file : undefined;
  } catch {
    return undefined;
  }
}

/** Deletes a file. Never rejects. */
export async function deleteFile(key: string): Promise<void> {
  if (database !== undefined) await del(key, database).catch(() => {});
}

async function deleteOldFiles(): Promise<void> {
  for (const [key, value] of await entries<string, unknown>(database)) {
    if (!isSavedFile(value) || value.at < Date.now() - MAX_AGE) await deleteFile(key);
  }
}
