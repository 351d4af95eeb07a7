/** Scripts that people call: a wrong argument is an error that names it, and nothing runs. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../support/build.ts";

const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: repository, encoding: "utf8" });

test.each([
  ["bench/storm/run.ts", "--only=messages,nope", "nope"],
  ["bench/storm/run.ts", "--seconds=abc", "abc"],
  ["bench/pagespeed/run.ts", "--bogus", "--bogus"],
])("%s %s", (script, argument, named) => {
  const { status, stdout, stderr } = run(join(repository, script), argument);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.split("\n")[0]).toContain(named);
  expect(stderr).not.toContain("    at ");
});
