/** Copies a folder of state while a server uses it. */
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";

/** What SQLite keeps beside a database: it is in the copy of the database. */
const BESIDE_DATABASE = /\.sqlite-(?:wal|shm)$/;

/** A copy of a folder of state. */
export interface StateCopy {
  databases: number;
  files: number;
}

/**
 * Copies a folder. Each database is copied as it was at one moment, by SQLite's own backup; other files are never changed once they are
 * written.
 *
 * @param to a folder that does not exist, or is empty
 * @throws where a file cannot be read, or a database is damaged
 */
export async function copyState(from: string, to: string): Promise<StateCopy> {
  const copy: StateCopy = { databases: 0, files: 0 };
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || BESIDE_DATABASE.test(entry.name)) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(to, relative(from, source));
    mkdirSync(dirname(target), { recursive: true });
    if (entry.name.endsWith(".sqlite")) {
      await copyDatabase(source, target);
      copy.databases++;
    } else {
      copyFileSync(source, target);
      copy.files++;
    }
  }
  return copy;
}

async function copyDatabase(source: string, target: string): Promise<void> {
  const database = new DatabaseSync(source, { readOnly: true });
  try {
    await backup(database, target);
  } finally {
    database.close();
  }
  const copied = new DatabaseSync(target);
  try {
    const { integrity_check: result } = copied.prepare("PRAGMA integrity_check").get() ?? {};
    if (result !== "ok") throw new Error(`${source} is damaged: ${String(result)}`);
  } finally {
    copied.close();
  }
}
