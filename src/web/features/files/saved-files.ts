/**
 * Files that are not sent yet, kept on this device: the room forgets them after an hour, and a page with its reload.
 *
 * Where the browser grants no database, or no space in it, they are kept by the page alone.
 */
import { createStore, del, entries, get, set } from "idb-keyval";

/** How long a file is kept whose message was never sent, in milliseconds. */
const KEPT_MS = 14 * 24 * 3_600_000;

interface KeptFile {
  at: number;
  file: File;
}

const isKeptFile = (value: unknown): value is KeptFile =>
  (value as Partial<KeptFile> | undefined)?.file instanceof File;

/** Has no key where there is no database. */
const database = (() => {
  try {
    return createStore("socket-rocket-files", "files");
  } catch {
    return undefined;
  }
})();

/** Keeps a file. Never rejects. @returns whether it is kept: otherwise the page alone has it */
export async function keep(key: string, file: File): Promise<boolean> {
  if (database === undefined) return false;
  try {
    await set(key, { at: Date.now(), file } satisfies KeptFile, database);
  } catch {
    return false;
  }
  void tidy().catch(() => undefined);
  return true;
}

/** A file that was kept. Never rejects. */
export async function kept(key: string): Promise<File | undefined> {
  if (database === undefined) return undefined;
  try {
    const value = await get<unknown>(key, database);
    return isKeptFile(value) ? value.file : undefined;
  } catch {
    return undefined;
  }
}

/** Forgets a file. Never rejects. */
export async function forget(key: string): Promise<void> {
  if (database !== undefined) await del(key, database).catch(() => {});
}

async function tidy(): Promise<void> {
  for (const [key, value] of await entries<string, unknown>(database)) {
    if (!isKeptFile(value) || value.at < Date.now() - KEPT_MS) await forget(key);
  }
}
