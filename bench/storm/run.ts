/**
 * The storms: `npm run storm`, or `npm run storm -- --only messages,history --seconds 20 --outstanding 0`.
 *
 * One network floods a room in every possible way, each client as fast as it can, while two clients from other networks send
 * messages. The result is the latency of these two. Linux only: it reads `/proc`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type {} from "../../test/support/build.setup.ts";
import { buildWorker } from "../../test/support/build.ts";
import { startServer } from "../../test/support/server.ts";
import { cpuMicroseconds, descendants, residentBytes } from "../accounting.ts";
import { start } from "../remote.ts";
import type { FloodApi } from "./flood-process.ts";
import { storms } from "./storms.ts";
import type { Talk, TalkApi } from "./talk-process.ts";

/** What the two may wait, in milliseconds, 95 times of 100. */
const TARGET_P95 = 250;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(storms).join(",") },
    seconds: { type: "string", default: "15" },
    outstanding: { type: "string", default: "4" },
    /** A folder with a worker that was built before, to compare with. */
    builds: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(`npm run storm -- [--only <storms>] [--seconds <n>] [--outstanding <n>] [--builds <folder>]

--only         some of: ${Object.keys(storms).join(", ")}
--seconds      how long the two people talk in each storm; 15 by default
--outstanding  requests that each socket has under way at once, 4 by default; 0: it waits for no answer
--builds       a folder with a worker that was built before`);
  process.exit();
}

interface Result extends Talk {
  /** Of one processor, while the storm lasted. */
  load: number;
  /** The server's memory at its end, in megabytes. */
  megabytes: number;
  answers: Record<string, number>;
}

async function weather(builds: string, storm: string): Promise<Result> {
  const server = await startServer({ builds, outlivesTest: true, hasDeployedLimits: true });
  const talkers = start<TalkApi>(new URL("./talk-process.ts", import.meta.url));
  const flood = start<FloodApi>(new URL("./flood-process.ts", import.meta.url));
  try {
    const room = `storm-${crypto.randomUUID().slice(0, 8)}`;
    const { port } = server;
    const pids = descendants(process.pid, "workerd");
    await talkers.call.come(port, room);
    // A conversation for the floods that read and change.
    await talkers.call.talk(2);
    await flood.call.begin({ port, room, storm, outstanding: Number(values.outstanding) });
    const before = cpuMicroseconds(pids);
    const seconds = Number(values.seconds);
    const talk = await talkers.call.talk(seconds);
    const load = (cpuMicroseconds(pids) - before) / 1_000_000 / seconds;
    const megabytes = Math.round(residentBytes(pids) / 1e6);
    return { ...talk, load: Number(load.toFixed(2)), megabytes, answers: await flood.call.end() };
  } finally {
    await Promise.all([talkers.stop(), flood.stop()]);
    await server.stop();
  }
}

const builds = values.builds ?? (await mkdtemp(join(tmpdir(), "socket-rocket-builds-")));
try {
  if (values.builds === undefined) await buildWorker(builds, "app");
  for (const storm of values.only.split(",")) {
    const result = await weather(builds, storm);
    const isHeld = result.p95 < TARGET_P95 && result.unanswered === 0 && result.refused === 0;
    console.log(
      `${isHeld ? "held  " : "BROKEN"} ${storm} (${storms[storm]?.sockets}): ${JSON.stringify(result)}`,
    );
    if (!isHeld) process.exitCode = 1;
  }
} finally {
  if (values.builds === undefined) await rm(builds, { recursive: true, force: true });
}
