/**
 * The chaos test: clients chat over both transports, some with hidden windows, while the server is killed and restarted, the network is slow and breaks
 * connections in the middle of frames, and an object is evicted. Then the result is compared with what they sent.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io } from "socket.io-client";
import type { HistoryPage, Message, Welcome } from "../../src/shared/contract/index.ts";
import { freePort } from "../support/free-port.ts";
import { BadNetwork } from "./bad-network.ts";
import { ChaosClient } from "./chaos-client.ts";
import { type SeededRandom, seededRandom } from "./random.ts";
import { type Eviction, Target } from "./target.ts";

/** The rooms, and the transports of their clients. In the second room no client polls: polling keeps an object awake. */
const ROOMS = [
  { room: "mixed", transports: ["websocket", "polling", "websocket", "polling"] },
  { room: "evicted", transports: ["websocket", "websocket", "websocket"] },
] as const;

/** From this one on, the clients of a room say that their windows are hidden. */
const FIRST_HIDDEN = 2;

/** Evicts the second room. */
const EVICTION: Eviction = { className: "ChatRoom", name: "evicted", webSockets: "hibernate" };

/** In a run with relays an event of this kind crashes an object. */
const FORCED_CRASH = 0.3;

/** An event of this kind shows or hides the window of a client. */
const FORCED_VISIBILITY = 0.5;

/** How long after the end of a run it may take until everything has happened that must, in milliseconds. */
const EXTRA_TIME = 90_000;

/** How long clients may take to catch up at the end, in milliseconds. */
const SETTLE_TIMEOUT = 60_000;

export interface ChaosOptions {
  /** The `wrangler.json` of the built application. */
  config: string;
  /** The seed of all random choices. */
  seed: number;
  /** The duration of the chaos, in milliseconds. */
  duration: number;
  log?: (line: string) => void;
  /** How many connections an object has at most: the others are on relays, which crash and are evicted as rooms are. */
  socketsPerObject?: number;
}

/** Counts of what happened, and errors. */
export interface ChaosReport {
  seed: number;
  kills: number;
  cuts: number;
  evictions: number;
  crashes: number;
  slowPhases: number;
  reconnects: number;
  sent: number;
  acknowledged: number;
  stored: number;
  /** Messages that hidden clients received in frames of theirs. */
  missed: number;
  /** Descriptions of all errors. Empty if the run succeeded. */
  errors: string[];
}

/** Runs the chaos test once. */
export async function runChaos({
  config,
  seed,
  duration,
  log = () => {},
  socketsPerObject,
}: ChaosOptions): Promise<ChaosReport> {
  const random = seededRandom(seed);
  const state = await mkdtemp(join(tmpdir(), "socket-rocket-chaos-"));
  const [port, networkPort] = [await freePort(), await freePort()];
  const target = new Target(
    config,
    state,
    port,
    socketsPerObject === undefined ? {} : { LIMIT_SOCKETS_PER_OBJECT: String(socketsPerObject) },
  );
  const network = new BadNetwork(port, random);
  const clients: ChaosClient[] = [];
  const counts = { kills: 0, evictions: 0, crashes: 0, slowPhases: 0 };
  try {
    await target.start();
    await network.listen(networkPort);
    for (const { room, transports } of ROOMS) {
      for (const [person, transport] of transports.entries()) {
        clients.push(
          new ChaosClient({
            url: `http://127.0.0.1:${networkPort}`,
            room,
            name: `${room} ${person}`,
            transport,
            version: person % 2 === 0 ? 1 : 2,
            isHidden: person >= FIRST_HIDDEN,
          }),
        );
      }
    }
    const hasRelays = socketsPerObject !== undefined;
    await injectFaults({ target, network, clients, random, counts, duration, log, hasRelays });
    network.delay = 0;
    if (!target.alive) await target.start();
    await settle(clients);
    const url = `http://127.0.0.1:${port}`;
    const errors: string[] = [];
    let stored = 0;
    for (const { room } of ROOMS) {
      const history = await readHistory(url, room);
      stored += history.length;
      const people = clients.filter((client) => client.room === room);
      errors.push(...findErrors(history, people), ...(await findMemberErrors(url, room, people)));
    }
    const sum = (count: (client: ChaosClient) => number): number =>
      clients.reduce((total, client) => total + count(client), 0);
    return {
      ...{ seed, ...counts, cuts: network.cuts, stored, errors },
      reconnects: sum(({ welcomes }) => welcomes - 1),
      sent: sum(({ sent }) => sent.size),
      acknowledged: sum(({ acknowledged }) => acknowledged.size),
      missed: sum(({ missed }) => missed),
    };
  } finally {
    for (const client of clients) client.leave();
    await network.close();
    await target.kill();
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface FaultOptions {
  target: Target;
  network: BadNetwork;
  clients: ChaosClient[];
  random: SeededRandom;
  counts: { kills: number; evictions: number; crashes: number; slowPhases: number };
  duration: number;
  log: (line: string) => void;
  hasRelays: boolean;
}

/**
 * Sends messages and injects faults until the time is over. At least one message reaches a hidden client in a frame of its own, and a run with
 * relays has a crash, if an object can be evicted.
 */
async function injectFaults({
  target,
  network,
  clients,
  random,
  counts,
  duration,
  log,
  hasRelays,
}: FaultOptions): Promise<void> {
  const end = Date.now() + duration;
  let count = 0;
  const isCrashMissing = (): boolean => hasRelays && counts.crashes === 0;
  const isIncomplete = (): boolean => isCrashMissing() || clients.every(({ missed }) => missed === 0);
  while (Date.now() < end || (isIncomplete() && Date.now() < end + EXTRA_TIME)) {
    await new Promise((resolve) => setTimeout(resolve, random.between(10, 120)));
    for (let burst = random.between(1, 4); burst > 0; burst--) random.pick(clients).send(`word ${count++}`);
    const forced = isCrashMissing() ? FORCED_CRASH : FORCED_VISIBILITY;
    const event = Date.now() > end ? forced : random.next();
    if (event < 0.03) {
      log("kill");
      counts.kills++;
      await target.kill();
      await new Promise((resolve) => setTimeout(resolve, random.between(0, 400)));
      await target.start();
    } else if (event < 0.15) {
      log("cut");
      network.cut(random.next());
    } else if (event < 0.35) {
      if (await target.evict(EVICTION)) counts.evictions++;
      const crash = hasRelays && (await target.evict(anyObject(random, "close")));
      if (crash) counts.crashes++;
      if (hasRelays && (await target.evict(anyObject(random, "hibernate")))) counts.evictions++;
    } else if (event < 0.4) {
      network.delay = network.delay === 0 ? random.between(1, 15) : 0;
      if (network.delay > 0) counts.slowPhases++;
    } else if (event < 0.6) {
      random.pick(clients.filter(({ isHidden }) => isHidden)).setVisible(random.next() < 0.5);
    }
    for (const client of clients) client.reconnect();
  }
}

/** The second room or one of its relays. */
function anyObject(random: SeededRandom, webSockets: Eviction["webSockets"]): Eviction {
  const { name } = EVICTION;
  const relay = random.between(0, 2);
  return relay === 0
    ? { className: "ChatRoom", name, webSockets }
    : { className: "RoomRelay", name: `${name}#${relay}`, webSockets };
}

/** Waits until all clients are present, have sent everything and received the same last message. */
async function settle(clients: ChaosClient[]): Promise<void> {
  const deadline = Date.now() + SETTLE_TIMEOUT;
  const isSettled = (): boolean =>
    ROOMS.every(({ room }) => {
      const people = clients.filter((client) => client.room === room);
      const last = Math.max(...people.flatMap(({ acknowledged }) => [...acknowledged.values()]));
      return people.every(
        ({ isPresent, pending, lastSeq = 0 }) => isPresent && pending === 0 && lastSeq >= last,
      );
    });
  while (!isSettled() && Date.now() < deadline) {
    for (const client of clients) client.reconnect();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function readHistory(url: string, room: string): Promise<Message[]> {
  const history: Message[] = [];
  for (;;) {
    const after = history.at(-1)?.seq ?? 0;
    const response = await fetch(`${url}/api/rooms/${room}/messages?limit=100&after=${after}`);
    if (!response.ok) throw new Error(`the history: ${response.status} ${await response.text()}`);
    const { messages } = (await response.json()) as HistoryPage;
    if (messages.length === 0) return history;
    history.push(...messages);
  }
}

/** Compares what the clients of a room sent and received with its history. */
function findErrors(history: Message[], clients: ChaosClient[]): string[] {
  const errors = clients.flatMap(({ name, errors }) => errors.map((error) => `${name}: ${error}`));
  const byNonce = new Map<string, Message>();
  for (const [index, message] of history.entries()) {
    if (message.seq !== index + 1) errors.push(`the history has ${message.seq} in place of ${index + 1}`);
    const nonce = message.nonce ?? "";
    if (byNonce.has(nonce)) errors.push(`"${message.text}" is stored twice`);
    byNonce.set(nonce, message);
    const wasSent = clients.some(({ sent }) => sent.get(nonce) === message.text);
    if (!wasSent) errors.push(`"${message.text}" was never sent`);
  }
  for (const { name, sent, acknowledged, pending, received } of clients) {
    if (pending > 0) errors.push(`${name} still has ${pending} unsent messages`);
    for (const [nonce, seq] of acknowledged) {
      const stored = byNonce.get(nonce)?.seq;
      if (stored !== seq)
        errors.push(`"${sent.get(nonce)}" was acknowledged as ${seq} and is stored as ${stored}`);
    }
    for (const { seq, text } of received) {
      if (history[seq - 1]?.text !== text) errors.push(`${name} received "${text}" as ${seq}`);
    }
    const last = received.at(-1)?.seq ?? 0;
    if (last !== history.length) errors.push(`${name} received up to ${last} of ${history.length}`);
  }
  return errors;
}

/** Differences that stay between the expected and the actual members of a room. */
async function findMemberErrors(url: string, room: string, clients: ChaosClient[]): Promise<string[]> {
  const expected = clients
    .map(({ name }) => name)
    .toSorted()
    .join();
  const deadline = Date.now() + SETTLE_TIMEOUT;
  for (;;) {
    const present = (await membersOf(url, room)).toSorted().join();
    if (present === expected) return [];
    // A relay that was late to answer counts as lost until it is asked again.
    if (Date.now() > deadline) return [`present are ${present}, and should be ${expected}`];
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** The names of the members of a room, without the client that asks. */
async function membersOf(url: string, room: string): Promise<string[]> {
  const socket = io(url, {
    path: `/rooms/${room}/socket.io/`,
    transports: ["websocket"],
    forceNew: true,
    auth: { name: "counter" },
  });
  const { members } = await new Promise<Welcome>((resolve) => socket.once("welcome", resolve));
  socket.disconnect();
  return members.map(({ name }) => name).filter((name) => name !== "counter");
}
