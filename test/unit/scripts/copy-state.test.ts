/** The copy of a folder of state that is in use. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { copyState } from "../../../scripts/copy-state.ts";

it("has each database as it was at one moment, also what only its log contains, and every file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "copy-state-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const from = join(folder, "state");
  mkdirSync(join(from, "do"), { recursive: true });
  mkdirSync(join(from, "r2"));
  writeFileSync(join(from, "r2", "blob"), "content");
  const path = join(from, "do", "room.sqlite");
  const used = new DatabaseSync(path);
  onTestFinished(() => used.close());
  used.exec(
    "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE messages (seq INTEGER PRIMARY KEY)",
  );
  const write = (count: number) => {
    for (let i = 0; i < count; i++) used.exec("INSERT INTO messages DEFAULT VALUES");
  };
  write(100);
  // A transaction that is not committed is not in the copy.
  used.exec("BEGIN");
  write(50);
  const to = join(folder, "copy");
  expect(await copyState(from, to)).toEqual({ databases: 1, files: 1 });
  used.exec("COMMIT");
  const copied = new DatabaseSync(join(to, "do", "room.sqlite"));
  onTestFinished(() => copied.close());
  expect(copied.prepare("SELECT count(*) AS count, max(seq) AS last FROM messages").get()).toEqual({
    count: 100,
    last: 100,
  });
  expect(readFileSync(join(to, "r2", "blob"), "utf8")).toBe("content");
});

it("fails for a damaged database", async () => {
  const folder = mkdtempSync(join(tmpdir(), "copy-state-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const from = join(folder, "state");
  mkdirSync(from);
  writeFileSync(join(from, "room.sqlite"), "this is no database, ".repeat(500));
  await expect(copyState(from, join(folder, "copy"))).rejects.toThrow(/not a database/);
});
