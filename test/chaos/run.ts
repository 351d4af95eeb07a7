/** The long chaos test: `npm run chaos -- --minutes 10`. `--seed N` repeats a run. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { numberOption, readCommandLine } from "../../scripts/command-line.ts";
import { buildWorker, builtConfig } from "../support/build.ts";
import { runChaos } from "./chaos.ts";

const { values } = readCommandLine({
  usage: `npm run chaos -- [options]

Clients chat while the server is killed, connections break and rooms are evicted. Then every message must be stored once, in
one order.

  --minutes <number>  how long (2)
  --seed <number>     repeat the choices of an earlier run, which printed its seed`,
  options: { minutes: { type: "string", default: "2" }, seed: { type: "string" } },
});
const minutes = numberOption("minutes", values.minutes, { least: 0.1, whole: false });
const seed =
  values.seed === undefined
    ? Math.floor(Math.random() * 2 ** 32)
    : numberOption("seed", values.seed, { least: 0 });
const builds = await mkdtemp(join(tmpdir(), "socket-rocket-builds-"));
try {
  await buildWorker(builds, "app");
  console.log(`seed ${seed}`);
  const config = builtConfig(builds, "app");
  const report = await runChaos({ config, seed, duration: minutes * 60_000 });
  console.log(report);
  process.exitCode = report.errors.length === 0 ? 0 : 1;
} finally {
  await rm(builds, { recursive: true, force: true });
}
