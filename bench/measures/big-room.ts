/** What a long history costs: the same work in a room of 1,000 stored messages and in one of 100,000, in turn. */
import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { cpuMicroseconds } from "../accounting.ts";
import { chatRoom } from "../contenders/chat-room.ts";
import { RoomClient } from "../load/room-client.ts";
import { type SleepyServer, startMiniflare } from "../servers/miniflare.ts";
import type { WorkerSpec } from "../servers/worker-spec.ts";
import type { Rows } from "../workers/rows.ts";
import { word } from "../workers/vocabulary.ts";

/** One kind of work, each of it, in both rooms. */
export interface BigRoom {
  what: string;
  /** Whether it finds as much in one room as in the other, and so is to cost the same. */
  isLevel: boolean;
  /** Microseconds of the server's processor. */
  cpu: Record<Size, number>;
  rowsRead: Record<Size, number>;
}

type Size = "small" | "big";

export const SIZES: Record<Size, number> = { small: 1_000, big: 100_000 };

interface Work {
  what: string;
  /** Whether it is to cost the same in both rooms. */
  isLevel: boolean;
  /** How often it is done in a turn. */
  times: number;
  /** @param turn counts up, so that no two times are alike */
  run(place: Place, turn: number): Promise<unknown>;
}

interface Place {
  server: SleepyServer;
  size: Size;
  visitor: RoomClient;
}

const WORKS: readonly Work[] = [
  { what: "opening, awake", isLevel: true, times: 200, run: open },
  {
    what: "opening, after sleep",
    isLevel: true,
    times: 60,
    async run(place) {
      await place.server.sleep(place.size);
      await open(place);
    },
  },
  {
    what: "a page back",
    isLevel: true,
    times: 800,
    // Pages from all over the room, each of them full.
    run: ({ visitor, size }, turn) =>
      visitor.request("history:get", { before: 51 + ((turn * 7_919) % (SIZES[size] - 50)) }),
  },
  searches("a search for frequent words", [word(0), `${word(3)} ${word(10)}`]),
  searches("a search while a word is typed", ["w", word(5).slice(0, 2), word(5).slice(0, 4)]),
  searches("a search for a rare word", [word(3_000), word(4_000), "nobody"], false),
];

function searches(what: string, queries: readonly string[], isLevel = true): Work {
  return {
    ...{ what, isLevel, times: 120 },
    run: ({ visitor }, turn) => visitor.request("search", { query: queries[turn % queries.length] }),
  };
}

/** @param turns how often each work is measured in each room */
export async function bigRoom(turns: number): Promise<BigRoom[]> {
  const server = await startMiniflare(await longRoomSpec());
  try {
    const places: Place[] = [];
    for (const size of ["small", "big"] as const) places.push(await fill(server, size));
    const results: BigRoom[] = [];
    for (const work of WORKS) {
      results.push(await measure(work, places, turns));
      console.error(`long history: ${work.what}`);
    }
    return results;
  } finally {
    await server.stop();
  }
}

async function measure(
  { what, isLevel, times, run }: Work,
  places: readonly Place[],
  turns: number,
): Promise<BigRoom> {
  const cpu = { small: 0, big: 0 };
  const rowsRead = { small: 0, big: 0 };
  // The first turn is to warm up.
  for (let turn = 0; turn <= turns; turn++)
    for (const place of turn % 2 === 0 ? places : places.toReversed()) {
      await takeRows(place);
      const before = cpuMicroseconds(place.server.pids);
      for (let time = 0; time < times; time++) await run(place, turn * times + time);
      const after = cpuMicroseconds(place.server.pids);
      if (turn > 0) cpu[place.size] += (after - before) / times / turns;
      // A sleep forgets the count: what remains is that of the last time.
      const { read } = await takeRows(place);
      rowsRead[place.size] = read / (what.includes("sleep") ? 1 : times);
    }
  return { what, isLevel, cpu, rowsRead };
}

/** Fills a room, and searches it until its index is complete. */
async function fill(server: SleepyServer, size: Size): Promise<Place> {
  const visitor = await RoomClient.join(server.port, size);
  await visitor.request("message:send", { nonce: "n1", text: "the first message" });
  await fetch(`http://127.0.0.1:${server.port}/bench/${size}/fill/${SIZES[size]}`);
  await server.sleep(size);
  const place = { server, size, visitor };
  for (let written = 1; written > 0; ) {
    await visitor.request("search", { query: "nobody" });
    ({ written } = await takeRows(place));
  }
  return place;
}

async function open({ server, size }: Place): Promise<void> {
  const visitor = await RoomClient.join(server.port, size);
  visitor.leave();
}

async function takeRows({ server, size }: Place): Promise<Rows> {
  const response = await fetch(`http://127.0.0.1:${server.port}/bench/${size}/rows`);
  return (await response.json()) as Rows;
}

/** The room's own worker inside one that can fill it. */
async function longRoomSpec(): Promise<WorkerSpec> {
  const spec = await chatRoom.spec();
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../workers/long-room.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    external: ["cloudflare:*", "node:*", ...builtinModules],
    plugins: [
      {
        name: "socket-rocket",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^socket-rocket$/ }, ({ path }) => ({ path, namespace: "built" }));
          onLoad({ filter: /./, namespace: "built" }, () => ({ contents: spec.script }));
        },
      },
    ],
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("esbuild made nothing of the long room");
  return { ...spec, script: output.text };
}
