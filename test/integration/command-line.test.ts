/** Scripts that people call: a wrong argument is an error that names it, and nothing runs. */
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { assertBuilt, repository } from "../support/build.ts";
import { processesWith } from "../support/processes.ts";

const MARK = `SOCKET_ROCKET_TEST_${randomUUID().replaceAll("-", "")}`;

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

test("a storm that is ended leaves no server behind", async () => {
  const builds = inject("builds");
  await assertBuilt(builds, "app");
  const storm = spawn(
    process.execPath,
    [join(repository, "bench/storm/run.ts"), "--only=typing", "--seconds=600", `--builds=${builds}`],
    { cwd: repository, stdio: "ignore", env: { ...process.env, [MARK]: "1" } },
  );
  const servers = () =>
    processesWith(`${MARK}=1`).then((all) => all.filter(({ command }) => /workerd/.test(command)));
  await expect
    .poll(async () => (await servers()).length, { timeout: 60_000, interval: 300 })
    .toBeGreaterThan(0);
  storm.kill("SIGTERM");
  await once(storm, "exit");
  await expect.poll(servers, { timeout: 60_000, interval: 300 }).toEqual([]);
});
