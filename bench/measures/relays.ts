/** What a large room costs on more and more objects: the same sockets on its own object and on 1 to 8 relays. */
import { cpuMicroseconds, watchOthers } from "../accounting.ts";
import { chatRoom } from "../contenders/chat-room.ts";
import type { LoadApi } from "../load/load-process.ts";
import { socketsPerObject } from "../model/relay-placement.ts";
import { start } from "../remote.ts";
import { type Spread, sumUp } from "../report/statistics.ts";
import { Inspector } from "../servers/inspector.ts";
import { startWorkerd } from "../servers/workerd-serve.ts";
import { inTurn } from "./in-turn.ts";
import { quiet } from "./joins.ts";

export interface RelaysOptions {
  /** How many sockets there are, on all objects together. */
  sockets: number;
  /** How many messages are sent one by one, and how long messages are in flight all the time, in seconds. */
  messages: number;
  seconds: number;
  repeats: number;
}

/** CPU times are those of the one process with all objects, in microseconds. */
export interface RelaysCrowd {
  relays: number;
  sockets: number;
  /** How many sockets each object has: first the room's own. */
  placement: number[];
  /** For a delivery in a frame of its own. */
  cpu: Spread;
  /** For a delivery with {@link OUTSTANDING} messages in flight, which share frames. */
  sharedCpu: Spread;
  deliveriesPerSecond: number;
  /** From a message leaving its sender to each of its deliveries, in milliseconds. All objects share one thread here. */
  p50: number;
  p99: number;
  joinCpu: Spread;
  /** JavaScript heap of all objects for each socket, in bytes. */
  heap: number;
  /** How many processors other programs used meanwhile. */
  others: Spread;
}

const SPREADS = ["cpu", "sharedCpu", "joinCpu", "others"] as const;
const MEDIANS = ["deliveriesPerSecond", "p50", "p99", "heap"] as const;

type Varying = (typeof SPREADS)[number];
type Round = Omit<RelaysCrowd, Varying> & Record<Varying, number>;

export const RELAY_COUNTS = [1, 2, 4, 8] as const;
export const OUTSTANDING = 8;

const CONCURRENT_JOINS = 16;
/** Messages in the room before the joins: a full first page. */
const HISTORY = 50;
/** Messages before those that are measured. */
const WARM_UP = 3;

/** Measures all numbers of relays in turn, each round in another order, each time with a new server. */
export async function relaysBench(options: RelaysOptions): Promise<RelaysCrowd[]> {
  const rounds: Round[] = [];
  for (const { round, item: relays } of inTurn(RELAY_COUNTS, options.repeats)) {
    const began = performance.now();
    const result = await crowd(relays, options);
    rounds.push(result);
    const took = ((performance.now() - began) / 1_000).toFixed(1);
    console.error(
      `round ${round + 1}: ${options.sockets} sockets, ${relays} relays, ${result.cpu.toFixed(1)} us (${took} s)`,
    );
  }
  return RELAY_COUNTS.flatMap((relays) =>
    sumUp(
      rounds.filter((round) => round.relays === relays),
      SPREADS,
      MEDIANS,
    ),
  );
}

/** The same for one number of relays, once. */
export const relaysOnce = async (relays: number, options: RelaysOptions): Promise<RelaysCrowd[]> =>
  sumUp([await crowd(relays, options)], SPREADS, MEDIANS);

async function crowd(relays: number, { sockets, messages, seconds }: RelaysOptions): Promise<Round> {
  const spec = await chatRoom.spec();
  const most = socketsPerObject(sockets, relays);
  const variables = { ...spec.variables, LIMIT_SOCKETS_PER_OBJECT: String(most) };
  const server = await startWorkerd({ ...spec, variables }, { inspect: true });
  const load = start<LoadApi>(new URL("../load/load-process.ts", import.meta.url));
  const cpu = (): number => cpuMicroseconds(server.pids);
  const heap = (): Promise<number> => heapBytes(server.inspectorPort ?? 0);
  const perDelivery = async <Result extends { deliveries: number }>(
    send: () => Promise<Result>,
  ): Promise<[Result, number]> => {
    const before = cpu();
    const result = await send();
    return [result, (cpu() - before) / result.deliveries];
  };
  const room = { port: server.port, protocol: chatRoom.protocol, deflate: false };
  try {
    await load.call.selectRoom({ ...room, room: "warm-up" });
    await load.call.join(Math.min(200, most), CONCURRENT_JOINS);
    await load.call.saturate(1, OUTSTANDING);
    await load.call.selectRoom({ ...room, room: "relays" });
    await load.call.join(1, 1);
    await load.call.sendMessages(HISTORY);
    await quiet(cpu);
    const heapBefore = await heap();
    const others = watchOthers([...server.pids, load.pid, process.pid]);
    const cpuBefore = cpu();
    await load.call.join(sockets - 1, CONCURRENT_JOINS);
    // What the joins cause later, such as their announcements, is part of their cost.
    await quiet(cpu);
    const joinCpu = (cpu() - cpuBefore) / (sockets - 1);
    const placement = await load.call.placement();
    if (placement.length !== relays + 1)
      throw new Error(`the sockets are on ${placement.length - 1} relays, not on ${relays}`);
    const heapOfEach = ((await heap()) - heapBefore) / (sockets - 1);

    await load.call.sendOneByOne(WARM_UP);
    const [alone, aloneCpu] = await perDelivery(() => load.call.sendOneByOne(messages));
    await load.call.saturate(seconds / 3, OUTSTANDING);
    const [shared, sharedCpu] = await perDelivery(() => load.call.saturate(seconds, OUTSTANDING));
    return {
      ...{ relays, sockets, joinCpu, sharedCpu },
      placement,
      cpu: aloneCpu,
      deliveriesPerSecond: shared.deliveries / shared.seconds,
      p50: alone.p50,
      p99: alone.p99,
      heap: heapOfEach,
      others: others(),
    };
  } finally {
    await load.stop();
    await server.stop();
  }
}

/** The inspector is connected only meanwhile. */
async function heapBytes(port: number): Promise<number> {
  const inspector = await Inspector.connect(port);
  try {
    return await inspector.heapBytes();
  } finally {
    inspector.close();
  }
}
