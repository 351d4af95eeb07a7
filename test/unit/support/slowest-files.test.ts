import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../../support/build.ts";
import {
  comparePlaces,
  PROJECTS,
  placeOf,
  SLOWEST_FILES,
  WAITING_FILES,
} from "../../support/slowest-files.ts";

test("every file that starts first exists", () => {
  const names = [...WAITING_FILES, ...SLOWEST_FILES];
  expect(names.filter((name) => !existsSync(join(repository, "test", `${name}.test.ts`)))).toEqual([]);
});

test("files that wait start first, then projects one after the other, slow files before others", () => {
  const waiting = placeOf("parity", join(repository, "test/parity/parity.test.ts"));
  const slow = placeOf("worker", join(repository, "test/worker/room-passive.test.ts"));
  const other = placeOf("worker", join(repository, "test/worker/manifest.test.ts"));
  const browser = placeOf("browser", join(repository, "test/browser/mute-network.test.ts"));
  expect([browser, other, slow, waiting].sort(comparePlaces)).toEqual([waiting, slow, other, browser]);
});

test("every project has a place", async () => {
  const config = await readFile(join(repository, "vitest.config.ts"), "utf8");
  const names = Array.from(config.matchAll(/\bname: "(\w+)"/g), ([, name]) => name);
  expect(names.length).toBeGreaterThan(5);
  expect([...PROJECTS].sort()).toEqual(names.sort());
});
