/**
 * The storms: `npm run storm`, or `npm run storm -- --only messages,history --seconds 20 --outstanding 0`.
 *
 * One network floods a room in every possible way, each client as fast as it can, while two clients from other networks send
 * messages. The result is the latency of these two. Linux only: it reads `/proc`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitOnSignals, numberOption, readCommandLine, wrongArgument } from "../../scripts/command-line.ts";
import type {} from "../../test/support/build.setup.ts";
import { buildWorker } from "../../test/support/build.ts";
import { startServer } from "../../test/support/server.ts";
import { cpuMicroseconds, descendants, residentBytes } from "../accounting.ts";
import { start } from "../remote.ts";
import type { ChatApi, ChatResult } from "./chat-process.ts";
import type { FloodApi } from "./flood-process.ts";
import { storms } from "./storms.ts";

/** The target of the 95th percentile, in milliseconds. */
const TARGET_P95 = 250;

const { values } = readCommandLine({
  usage: `npm run storm -- [options]

One network floods a room in every way, each client as fast as it can, while two clients from other networks send messages.
Prints the latency of these two.

  --only <storms>         some of: ${Object.keys(storms).join(", ")}
  --seconds <number>      how long the two clients chat in each storm (15)
  --outstanding <number>  pending requests of each socket; 0: it does not wait for answers (4)
  --builds <folder>       a folder with a built worker, to compare with`,
  options: {
    only: { type: "string", default: Object.keys(storms).join(",") },
    seconds: { type: "string", default: "15" },
    outstanding: { type: "string", default: "4" },
    builds: { type: "string" },
  },
});
const seconds = numberOption("seconds", values.seconds, { least: 1 });
const outstanding = numberOption("outstanding", values.outstanding, { least: 0 });
const chosen = values.only.split(",");
const unknown = chosen.find((name) => !Object.hasOwn(storms, name));
if (unknown !== undefined)
  wrongArgument(`--only takes names of storms (${Object.keys(storms).join(", ")}), not '${unknown}'`);

interface Result extends ChatResult {
  /** Of one processor, during the storm. */
  load: number;
  /** The server's memory at its end, in megabytes. */
  megabytes: number;
  answers: Record<string, number>;
}

async function runStorm(builds: string, storm: string): Promise<Result> {
  const server = await startServer({ builds, outlivesTest: true, hasDeployedLimits: true });
  const chatters = start<ChatApi>(new URL("./chat-process.ts", import.meta.url));
  const flood = start<FloodApi>(new URL("./flood-process.ts", import.meta.url));
  try {
    const room = `storm-${crypto.randomUUID().slice(0, 8)}`;
    const { port } = server;
    const pids = descendants(process.pid, "workerd");
    await chatters.call.connect(port, room);
    // Messages for the storms that read and change them.
    await chatters.call.chat(2);
    await flood.call.start({ port, room, storm, outstanding });
    const before = cpuMicroseconds(pids);
    const chat = await chatters.call.chat(seconds);
    const load = (cpuMicroseconds(pids) - before) / 1_000_000 / seconds;
    const megabytes = Math.round(residentBytes(pids) / 1e6);
    return { ...chat, load: Number(load.toFixed(2)), megabytes, answers: await flood.call.stop() };
  } finally {
    await Promise.all([chatters.stop(), flood.stop()]);
    await server.stop();
  }
}

exitOnSignals();
const builds = values.builds ?? (await mkdtemp(join(tmpdir(), "socket-rocket-builds-")));
try {
  if (values.builds === undefined) await buildWorker(builds, "app");
  for (const storm of chosen) {
    const result = await runStorm(builds, storm);
    const isHeld =
      result.sent > 0 && result.p95 < TARGET_P95 && result.unanswered === 0 && result.rejected === 0;
    console.log(
      `${isHeld ? "held  " : "BROKEN"} ${storm} (${storms[storm]?.sockets}): ${JSON.stringify(result)}`,
    );
    if (!isHeld) process.exitCode = 1;
  }
} finally {
  if (values.builds === undefined) await rm(builds, { recursive: true, force: true });
}
