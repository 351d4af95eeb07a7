/** The long chaos tests: `npm run chaos -- --minutes 10`. `--seed N` repeats a run, `--cluster` tests a cluster of the library. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitOnSignals, numberOption, readCommandLine } from "../../scripts/command-line.ts";
import { buildWorker, builtConfig } from "../support/build.ts";
import { runChaos } from "./chaos.ts";
import { runClusterChaos } from "./cluster-chaos.ts";

const { values } = readCommandLine({
  usage: `npm run chaos -- [options]

Clients chat while the server is killed, connections break and rooms are evicted. Then every message must be stored once, in
one order.

  --cluster           test a cluster of the Socket.IO library instead of the chat
  --relays            let each object have one connection, and crash relays, too
  --minutes <number>  how long (2)
  --seed <number>     repeat the choices of an earlier run, which printed its seed`,
  options: {
    cluster: { type: "boolean", default: false },
    relays: { type: "boolean", default: false },
    minutes: { type: "string", default: "2" },
    seed: { type: "string" },
  },
});
const minutes = numberOption("minutes", values.minutes, { least: 0.1, whole: false });
const seed =
  values.seed === undefined
    ? Math.floor(Math.random() * 2 ** 32)
    : numberOption("seed", values.seed, { least: 0 });
exitOnSignals();
const builds = await mkdtemp(join(tmpdir(), "socket-rocket-builds-"));
try {
  const worker = values.cluster ? "socketio" : "app";
  await buildWorker(builds, worker);
  console.log(`seed ${seed}`);
  const options = { config: builtConfig(builds, worker), seed, duration: minutes * 60_000 };
  const relays = values.relays ? { socketsPerObject: 1 } : {};
  const report = values.cluster ? await runClusterChaos(options) : await runChaos({ ...options, ...relays });
  console.log(report);
  process.exitCode = report.errors.length === 0 ? 0 : 1;
} finally {
  await rm(builds, { recursive: true, force: true });
}
