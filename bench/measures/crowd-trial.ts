/** One contender, one full room, on a fresh server: joins, messages at a human rate, and saturation. */
import { cpuMicroseconds, residentBytes } from "../accounting.ts";
import type { Contender, Host } from "../contenders/contender.ts";
import type { Latencies, LoadApi } from "../load/load-process.ts";
import { start } from "../remote.ts";

export interface TrialOptions {
  sockets: number;
  host: Host;
  /** Offer `permessage-deflate`. */
  deflate: boolean;
  /** How long each phase lasts, in seconds. */
  seconds: { warmUp: number; pace: number; saturation: number };
  roundTrips: number;
}

/** CPU times are those of the server, in microseconds. */
export interface Trial {
  contender: string;
  sockets: number;
  /** Whether the server agreed to compress. */
  isCompressed: boolean;
  /** One sends, one receives, no one else is connected. */
  roundTrip: Latencies;
  /** Per join, over all of them. */
  joinCpu: number;
  /** Per join, over the last quarter. */
  lateJoinCpu: number;
  joinsPerSecond: number;
  /** Resident memory per connection, in bytes. */
  connectionBytes: number;
  /** At {@link MESSAGES_PER_SECOND}. */
  pace: Latencies & { cpu: number };
  /** A closed loop with {@link OUTSTANDING} messages in flight. */
  saturation: { cpu: number; deliveriesPerSecond: number; generatorLoad: number };
}

/** A human rate. */
export const MESSAGES_PER_SECOND = 10;
export const OUTSTANDING = 32;

/** Messages in the room before the joins: a full first page. */
const HISTORY = 50;
const CONCURRENT_JOINS = 16;
const QUARTERS = 4;

export async function crowdTrial(contender: Contender, options: TrialOptions): Promise<Trial> {
  const { sockets, deflate, seconds } = options;
  const server = await contender.start(options.host);
  const load = start<LoadApi>(new URL("../load/load-process.ts", import.meta.url));
  const cpu = (): number => cpuMicroseconds(server.pids);
  const visit = (room: string): Promise<void> =>
    load.call.selectRoom({ port: server.port, protocol: contender.protocol, room, deflate });
  try {
    await visit("warm-up");
    await load.call.join(100, CONCURRENT_JOINS);
    await load.call.saturate(seconds.warmUp, OUTSTANDING);
    await visit("two");
    await load.call.join(2, 1);
    await load.call.roundTrips(Math.ceil(options.roundTrips / 4));
    const roundTrip = await load.call.roundTrips(options.roundTrips);

    await visit("crowd");
    await load.call.join(1, 1);
    await load.call.sendMessages(HISTORY);
    await settle();
    const memoryBefore = residentBytes(server.pids);
    const cpuBefore = cpu();
    const began = performance.now();
    let cpuBeforeLast = cpuBefore;
    let isCompressed = false;
    for (let quarter = 1; quarter <= QUARTERS; quarter++) {
      cpuBeforeLast = cpu();
      ({ isCompressed } = await load.call.join(inQuarter(sockets - 1, quarter), CONCURRENT_JOINS));
    }
    const joinSeconds = (performance.now() - began) / 1_000;
    // What the joins cause later, such as their announcements, is part of their cost.
    await settle();
    const cpuAfter = cpu();
    const connectionBytes = (residentBytes(server.pids) - memoryBefore) / (sockets - 1);

    const cpuBeforePace = cpu();
    const pace = await load.call.sendAtRate(MESSAGES_PER_SECOND, seconds.pace);
    const paceCpu = (cpu() - cpuBeforePace) / pace.deliveries;

    await load.call.saturate(Math.min(1, seconds.saturation / 2), OUTSTANDING);
    const cpuBeforeSaturation = cpu();
    const saturation = await load.call.saturate(seconds.saturation, OUTSTANDING);
    const saturationCpu = (cpu() - cpuBeforeSaturation) / saturation.deliveries;
    return {
      contender: contender.name,
      ...{ sockets, isCompressed, roundTrip, connectionBytes },
      joinCpu: (cpuAfter - cpuBefore) / (sockets - 1),
      lateJoinCpu: (cpuAfter - cpuBeforeLast) / inQuarter(sockets - 1, QUARTERS),
      joinsPerSecond: (sockets - 1) / joinSeconds,
      pace: { ...pace, cpu: paceCpu },
      saturation: {
        cpu: saturationCpu,
        deliveriesPerSecond: saturation.deliveries / saturation.seconds,
        generatorLoad: saturation.generatorLoad,
      },
    };
  } finally {
    await load.stop();
    await server.stop();
  }
}

/** How many of `count` fall into a quarter. */
const inQuarter = (count: number, quarter: number): number =>
  Math.floor((count * quarter) / QUARTERS) - Math.floor((count * (quarter - 1)) / QUARTERS);

/** Lets timers of a tenth of a second run out. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));
