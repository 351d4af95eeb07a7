/** What a join costs: many rounds in turn, on servers that stay, so that code is compiled as in a server that has run for a while. */
import { setTimeout as sleep } from "node:timers/promises";
import { lowPriorityIntervalFor } from "../../src/room/broadcast/flush-window.ts";
import { cpuMicroseconds } from "../accounting.ts";
import type { Contender, Host } from "../contenders/contender.ts";
import type { LoadApi } from "../load/load-process.ts";
import { type Remote, start } from "../remote.ts";
import { median } from "../report/statistics.ts";

export interface JoinOptions {
  host: Host;
  /** How many sockets join in each round, for each size of a room. */
  sizes: readonly number[];
  /** How many rounds of each size count; one more comes first, to warm up. */
  rounds: number;
}

/** The rounds of one contender at one size. */
export interface Joins {
  contender: string;
  sockets: number;
  /** CPU of the server for one join, in microseconds, by round. */
  rounds: number[];
  /** Their median. */
  cpu: number;
}

/** Messages in the room before the joins: a full first page. */
const HISTORY = 50;
const CONCURRENT_JOINS = 16;

/** How long a server must have done nothing before a round, in milliseconds: sockets of the last round take time to close. */
const QUIET = 200;

/** How long is waited for the end of a round, in milliseconds: the announcements of joins are part of their cost, and may wait. */
const settleTime = (sockets: number): number => lowPriorityIntervalFor(sockets) + 1_200;

/** Measures all sizes and contenders in turn, each round in another order. */
export async function joins(contenders: readonly Contender[], options: JoinOptions): Promise<Joins[]> {
  const load = start<LoadApi>(new URL("../load/load-process.ts", import.meta.url));
  const servers = await Promise.all(
    contenders.map(async (contender) => ({ contender, server: await contender.start(options.host) })),
  );
  const results = options.sizes.map((sockets) =>
    contenders.map(({ name }) => ({ contender: name, sockets, rounds: [] as number[] })),
  );
  try {
    for (let round = 0; round <= options.rounds; round++)
      for (const [row, sockets] of options.sizes.entries())
        for (let turn = 0; turn < servers.length; turn++) {
          const index = (turn + round) % servers.length;
          const { contender, server } = servers[index] as (typeof servers)[number];
          const { port, pids } = server;
          const room = `joins-${sockets}-${round}`;
          await load.call.selectRoom({ port, protocol: contender.protocol, room, deflate: false });
          const cpu = await joinCpu(load.call, sockets, () => cpuMicroseconds(pids));
          if (round > 0) results[row]?.[index]?.rounds.push(cpu);
        }
    return results.flat().map((result) => ({ ...result, cpu: median(result.rounds) }));
  } finally {
    await load.stop();
    for (const { server } of servers) await server.stop();
  }
}

/** Joins the room that is selected, and leaves it. @returns the CPU of each join, in microseconds */
async function joinCpu(load: Remote<LoadApi>, sockets: number, cpu: () => number): Promise<number> {
  await load.join(1, 1);
  await load.sendMessages(HISTORY);
  await quiet(cpu);
  const before = cpu();
  await load.join(sockets - 1, CONCURRENT_JOINS);
  await sleep(settleTime(sockets));
  const each = (cpu() - before) / (sockets - 1);
  await load.leave();
  await quiet(cpu);
  return each;
}

/**
 * Waits until a server does next to nothing.
 *
 * @param cpu its processor time, in microseconds
 */
export async function quiet(cpu: () => number): Promise<void> {
  for (;;) {
    const before = cpu();
    await sleep(QUIET);
    if (cpu() - before <= (QUIET * 1_000) / 10) return;
  }
}
