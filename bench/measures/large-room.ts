/**
 * What a room of 100,000 costs its own object. Its relays are in another process, connect no one and only acknowledge, but the room knows
 * their clients.
 */
import { join } from "node:path";
import { threadMicroseconds, watchOthers } from "../accounting.ts";
import { chatRoom } from "../contenders/chat-room.ts";
import { median, type Spread, sumUp } from "../report/statistics.ts";
import { bundleWithRoom } from "../servers/bundle.ts";
import { Inspector } from "../servers/inspector.ts";
import { newStateFolder } from "../servers/state-folder.ts";
import type { WorkerSpec } from "../servers/worker-spec.ts";
import { startWorkerd, type WorkerdServer } from "../servers/workerd-serve.ts";
import type { Arrived } from "../workers/large-room.ts";
import { inTurn } from "./in-turn.ts";
import { quiet } from "./joins.ts";

export interface LargeRoomOptions {
  /** How many clients there are, on all relays together. */
  clients: number;
  /** How many messages are sent one by one, and how many by each relay as fast as they are answered. */
  messages: number;
  messagesPerRelay: number;
  repeats: number;
}

/** CPU times are those of the process of the room's own object, in microseconds. */
export interface OwnerCost {
  relays: number;
  clients: number;
  /** For a message that leaves for all relays alone. */
  cpu: Spread;
  /** Of this: what the process uses for an empty call and in the time of a message, without the room. */
  emptyCpu: Spread;
  /** For a message while all relays send as fast as they are answered. */
  busyCpu: Spread;
  /** Calls to a relay for each message. */
  calls: number;
  busyCalls: number;
  /** From a message leaving its relay to its arrival at the last relay, in milliseconds. */
  latency: number;
  /** For a client that joins. */
  joinCpu: Spread;
  /** JavaScript heap of the object for each client, in bytes. */
  heap: number;
  /** How many processors other programs used meanwhile. */
  others: Spread;
}

const SPREADS = ["cpu", "emptyCpu", "busyCpu", "joinCpu", "others"] as const;
const MEDIANS = ["calls", "busyCalls", "latency", "heap"] as const;

type Varying = (typeof SPREADS)[number];
type Round = Omit<OwnerCost, Varying> & Record<Varying, number>;

export const OWNER_RELAYS = [20, 50, 100] as const;

/** How many messages a relay has on their way while it sends as fast as it can. */
const AT_ONCE = 5;

/** Clients and messages of another room, so that code is compiled. */
const WARM_UP = { relays: 4, clients: 250, messages: 20, messagesPerRelay: 200 };

/** Measures all numbers of relays in turn, each round in another order, each time with a new server. */
export async function ownerBench(options: LargeRoomOptions): Promise<OwnerCost[]> {
  const scripts = await buildLargeRoom();
  const rounds: Round[] = [];
  for (const { round, item: relays } of inTurn(OWNER_RELAYS, options.repeats)) {
    const began = performance.now();
    const result = await owner(scripts, relays, options);
    rounds.push(result);
    const took = ((performance.now() - began) / 1_000).toFixed(1);
    console.error(`round ${round + 1}: ${relays} relays, ${Math.round(result.cpu)} us a message (${took} s)`);
  }
  return OWNER_RELAYS.flatMap((relays) =>
    sumUp(
      rounds.filter((one) => one.relays === relays),
      SPREADS,
      MEDIANS,
    ),
  );
}

async function owner(scripts: Scripts, relays: number, options: LargeRoomOptions): Promise<Round> {
  const server = await startLargeRoom(scripts);
  const cpu = (): number => threadMicroseconds(server.pids);
  const run = async (...task: (string | number)[]): Promise<Arrived & { cpu: number }> => {
    const before = cpu();
    const response = await fetch(`http://127.0.0.1:${server.relaysPort}/${task.join("/")}`);
    if (!response.ok) throw new Error(`${task.join(" ")}: ${await response.text()}`);
    const arrived = (await response.json()) as Arrived;
    return { ...arrived, cpu: cpu() - before };
  };
  const each = Math.floor(options.clients / relays);
  const clients = each * relays;
  const inspector = await Inspector.connect(server.inspectorPort ?? 0);
  try {
    await run("join", "warm-up", WARM_UP.relays, WARM_UP.clients);
    await run("one", "warm-up", WARM_UP.relays, WARM_UP.messages);
    await run("say", "warm-up", WARM_UP.relays, WARM_UP.messagesPerRelay, AT_ONCE);
    const heapBefore = await inspector.heapBytes();
    const joined = await run("join", "large", relays, each);
    await quiet(cpu);
    const heap = (await inspector.heapBytes()) - heapBefore;
    inspector.close();
    await run("one", "large", relays, 3);
    const others = watchOthers([...server.allPids, process.pid]);
    const empty = await run("empty", "large", relays, options.messages);
    const alone = await run("one", "large", relays, options.messages);
    await run("say", "large", relays, AT_ONCE, AT_ONCE);
    const busy = await run("say", "large", relays, options.messagesPerRelay, AT_ONCE);
    return {
      ...{ relays, clients },
      cpu: alone.cpu / options.messages,
      emptyCpu: empty.cpu / options.messages,
      calls: alone.calls / options.messages / relays,
      latency: median(lastOf(alone.latencies, relays)),
      busyCpu: busy.cpu / busy.answers,
      busyCalls: busy.calls / busy.answers / relays,
      joinCpu: joined.cpu / clients,
      heap: heap / clients,
      others: others(),
    };
  } finally {
    await server.stop();
  }
}

/** The latency of each message to the last relay. */
const lastOf = (latencies: readonly number[], relays: number): number[] =>
  Array.from({ length: Math.floor(latencies.length / relays) }, (_, message) =>
    Math.max(...latencies.slice(message * relays, (message + 1) * relays)),
  );

/** The two workers. */
interface Scripts {
  spec: WorkerSpec;
  owner: string;
  relays: string;
}

async function buildLargeRoom(): Promise<Scripts> {
  const spec = await chatRoom.spec();
  const worker = (name: string): Promise<string> =>
    bundleWithRoom(new URL(`../workers/${name}.ts`, import.meta.url), spec.script);
  return { spec, owner: await worker("large-room-owner"), relays: await worker("large-room-relays") };
}

/** Starts both workers, each in a process of its own. */
async function startLargeRoom(
  scripts: Scripts,
): Promise<WorkerdServer & { relaysPort: number; allPids: readonly number[] }> {
  const folder = await newStateFolder();
  const [ownerPath, relaysPath] = [join(folder.path, "owner"), join(folder.path, "relays")];
  const { spec } = scripts;
  const relays = await startWorkerd({
    ...{ ...spec, script: scripts.relays, durableObjects: {} },
    far: { binding: "FAR", path: ownerPath, entrypoint: "Relays", ownPath: relaysPath },
  });
  const { RELAYS: _, ...durableObjects } = spec.durableObjects;
  const far = { binding: "FAR", path: relaysPath, entrypoint: "Owner", ownPath: ownerPath };
  const owner = await startWorkerd(
    { ...spec, script: scripts.owner, durableObjects, far },
    { inspect: true },
  ).catch(async (error: unknown) => {
    await relays.stop();
    throw error;
  });
  return {
    ...owner,
    relaysPort: relays.port,
    allPids: [...owner.pids, ...relays.pids],
    async stop() {
      await owner.stop();
      await relays.stop();
      await folder.remove();
    },
  };
}
