/**
 * Files that are not sent yet, kept on this device: the room forgets them after an hour, and a page with its reload.
 *
 * Where the browser grants no database, or no space in it, they are kept by the page alone.
 */
import { createStore, del, entries, get, set } from "idb-keyval";

/** How long a file is kept whose message was never sent, in milliseconds. */
const MAX_AGE = 14 * 24 * 3_600_000;

interface SavedFile {
  at: number;
  file: File;
}

const isSavedFile = (value: unknown): value is SavedFile =>
  (value as Partial<SavedFile> | undefined)?.file instanceof File;

/** Has no key where there is no database. */
const database = (() => {
  try {
    return createStore("socket-rocket-files", "files");
  } catch {
    return undefined;
  }
})();

/** Keeps a file. Never rejects. @returns whether it is kept: otherwise the page alone has it */
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

/** A file that was kept. Never rejects. */
export async function loadFile(key: string): Promise<File | undefined> {
  if (database === undefined) return undefined;
  try {
    const value = await get<unknown>(key, database);
    return isSavedFile(value) ? value.file : undefined;
  } catch {
    return undefined;
  }
}

/** Forgets a file. Never rejects. */
export async function deleteFile(key: string): Promise<void> {
  if (database !== undefined) await del(key, database).catch(() => {});
}

async function deleteOldFiles(): Promise<void> {
  for (const [key, value] of await entries<string, unknown>(database)) {
    if (!isSavedFile(value) || value.at < Date.now() - MAX_AGE) await deleteFile(key);
  }
}
