/** What a long history costs: the same task in a room of 1,000 stored messages and in one of 100,000, in turn. */
import { cpuMicroseconds } from "../accounting.ts";
import { chatRoom } from "../contenders/chat-room.ts";
import { RoomClient } from "../load/room-client.ts";
import { bundleWithRoom } from "../servers/bundle.ts";
import { type SleepyServer, startMiniflare } from "../servers/miniflare.ts";
import type { WorkerSpec } from "../servers/worker-spec.ts";
import type { Rows } from "../workers/rows.ts";
import { word } from "../workers/vocabulary.ts";

/** The cost of a task, per run, in both rooms. */
export interface BigRoom {
  name: string;
  /** Whether the result has the same size in both rooms, so that the cost should be equal. */
  isConstant: boolean;
  /** Microseconds of the server's processor. */
  cpu: Record<Size, number>;
  rowsRead: Record<Size, number>;
}

type Size = "small" | "big";

export const SIZES: Record<Size, number> = { small: 1_000, big: 100_000 };

interface Task {
  name: string;
  /** Whether the cost should be equal in both rooms. */
  isConstant: boolean;
  /** How often it runs in a turn. */
  times: number;
  /** @param turn a counter, so that no two runs are equal */
  run(room: BenchRoom, turn: number): Promise<unknown>;
}

interface BenchRoom {
  server: SleepyServer;
  size: Size;
  client: RoomClient;
}

const TASKS: readonly Task[] = [
  { name: "opening, awake", isConstant: true, times: 200, run: open },
  {
    name: "opening, after sleep",
    isConstant: true,
    times: 60,
    async run(room) {
      await room.server.sleep(room.size);
      await open(room);
    },
  },
  {
    name: "a page back",
    isConstant: true,
    times: 800,
    // Full pages from all parts of the room.
    run: ({ client, size }, turn) =>
      client.request("history:get", { before: 51 + ((turn * 7_919) % (SIZES[size] - 50)) }),
  },
  searches("a search for frequent words", [word(0), `${word(3)} ${word(10)}`]),
  searches("a search while a word is typed", ["w", word(5).slice(0, 2), word(5).slice(0, 4)]),
  searches("a search for a rare word", [word(3_000), word(4_000), "nobody"], false),
];

function searches(name: string, queries: readonly string[], isConstant = true): Task {
  return {
    ...{ name, isConstant, times: 120 },
    run: ({ client }, turn) => client.request("search", { query: queries[turn % queries.length] }),
  };
}

/** @param turns how often each task is measured in each room */
export async function bigRoom(turns: number): Promise<BigRoom[]> {
  const server = await startMiniflare(await longRoomSpec());
  try {
    const rooms: BenchRoom[] = [];
    for (const size of ["small", "big"] as const) rooms.push(await fillRoom(server, size));
    const results: BigRoom[] = [];
    for (const task of TASKS) {
      results.push(await measure(task, rooms, turns));
      console.error(`long history: ${task.name}`);
    }
    return results;
  } finally {
    await server.stop();
  }
}

async function measure(
  { name, isConstant, times, run }: Task,
  rooms: readonly BenchRoom[],
  turns: number,
): Promise<BigRoom> {
  const cpu = { small: 0, big: 0 };
  const rowsRead = { small: 0, big: 0 };
  // The first turn is the warm-up.
  for (let turn = 0; turn <= turns; turn++)
    for (const room of turn % 2 === 0 ? rooms : rooms.toReversed()) {
      await takeRows(room);
      const before = cpuMicroseconds(room.server.pids);
      for (let time = 0; time < times; time++) await run(room, turn * times + time);
      const after = cpuMicroseconds(room.server.pids);
      if (turn > 0) cpu[room.size] += (after - before) / times / turns;
      // An eviction resets the counter, so only the last run is counted.
      const { read } = await takeRows(room);
      rowsRead[room.size] = read / (name.includes("sleep") ? 1 : times);
    }
  return { name, isConstant, cpu, rowsRead };
}

/** Fills a room, and searches it until its index is complete. */
async function fillRoom(server: SleepyServer, size: Size): Promise<BenchRoom> {
  const client = await RoomClient.join(server.port, size);
  await client.request("message:send", { nonce: "n1", text: "the first message" });
  await fetch(`http://127.0.0.1:${server.port}/bench/${size}/fill/${SIZES[size]}`);
  await server.sleep(size);
  const room = { server, size, client };
  for (let written = 1; written > 0; ) {
    await client.request("search", { query: "nobody" });
    ({ written } = await takeRows(room));
  }
  return room;
}

async function open({ server, size }: BenchRoom): Promise<void> {
  const client = await RoomClient.join(server.port, size);
  client.leave();
}

async function takeRows({ server, size }: BenchRoom): Promise<Rows> {
  const response = await fetch(`http://127.0.0.1:${server.port}/bench/${size}/rows`);
  return (await response.json()) as Rows;
}

/** A worker that wraps the room's worker and can fill a room. */
async function longRoomSpec(): Promise<WorkerSpec> {
  const spec = await chatRoom.spec();
  const script = await bundleWithRoom(new URL("../workers/long-room.ts", import.meta.url), spec.script);
  // The timer of a delayed update of the directory would hold up each eviction.
  return { ...spec, script, variables: { ...spec.variables, LIMIT_DIRECTORY_MS: "1" } };
}
