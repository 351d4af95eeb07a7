/** The long form: `npm run chaos -- --minutes 10`, or `--seed N` to have a run again. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildWorker, builtConfig } from "../support/build.ts";
import { runChaos } from "./chaos.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "2" }, seed: { type: "string" } },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
const builds = await mkdtemp(join(tmpdir(), "socket-rocket-builds-"));
try {
  await buildWorker(builds, "app");
  console.log(`seed ${seed}`);
  const config = builtConfig(builds, "app");
  const report = await runChaos({ config, seed, duration: Number(values.minutes) * 60_000 });
  console.log(report);
  process.exitCode = report.broken.length === 0 ? 0 : 1;
} finally {
  await rm(builds, { recursive: true, force: true });
}
