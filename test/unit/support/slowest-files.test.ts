import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../../support/build.ts";
import { SLOWEST_FILES } from "../../support/slowest-files.ts";

test("every file that starts first exists", () => {
  const files = readdirSync(join(repository, "test"), { recursive: true, encoding: "utf8" });
  const names = new Set(files.map((file) => basename(file, ".test.ts")));
  expect(SLOWEST_FILES.filter((name) => !names.has(name))).toEqual([]);
});
