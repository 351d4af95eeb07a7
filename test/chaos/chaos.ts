/**
 * Chaos: people talk, over both transports, through a server that is killed and started again, a network that is slow and
 * cuts connections in mid-frame, and an object that is put to sleep under them. Then it is counted what became of it.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io } from "socket.io-client";
import type { HistoryPage, Message, Welcome } from "../../src/shared/contract/index.ts";
import { freePort } from "../support/free-port.ts";
import { BadNetwork } from "./bad-network.ts";
import { ChaosClient } from "./chaos-client.ts";
import { type Chance, chance } from "./random.ts";
import { Target } from "./target.ts";

/** The rooms, and the transports of their clients. In the second room no client polls: polling keeps an object awake. */
const ROOMS = [
  { room: "storm", carriers: ["websocket", "polling", "websocket", "polling"] },
  { room: "slumber", carriers: ["websocket", "websocket", "websocket"] },
] as const;

/** The room that is evicted. */
const SLEEPY = "slumber";

/** How long clients may take to catch up at the end, in milliseconds. */
const SETTLING = 60_000;

export interface ChaosOptions {
  /** The `wrangler.json` of the built application. */
  config: string;
  /** The seed of all random choices. */
  seed: number;
  /** The duration of the chaos, in milliseconds. */
  duration: number;
  log?: (line: string) => void;
}

/** Counts of what happened, and errors. */
export interface ChaosReport {
  seed: number;
  kills: number;
  cuts: number;
  evictions: number;
  slowSpells: number;
  reconnects: number;
  said: number;
  acknowledged: number;
  stored: number;
  /** Descriptions of all errors. Empty if the run succeeded. */
  broken: string[];
}

/** Runs the chaos test once. */
export async function runChaos({
  config,
  seed,
  duration,
  log = () => {},
}: ChaosOptions): Promise<ChaosReport> {
  const random = chance(seed);
  const state = await mkdtemp(join(tmpdir(), "socket-rocket-chaos-"));
  const [port, networkPort] = [await fixedPort(random), await freePort()];
  const target = new Target(config, state, port);
  const network = new BadNetwork(port, random);
  const clients: ChaosClient[] = [];
  const counts = { kills: 0, evictions: 0, slowSpells: 0 };
  try {
    await target.start();
    await network.listen(networkPort);
    for (const { room, carriers } of ROOMS) {
      for (const [person, carrier] of carriers.entries()) {
        clients.push(
          new ChaosClient(`http://127.0.0.1:${networkPort}`, room, `${room} ${person}`, [carrier]),
        );
      }
    }
    await storm({ target, network, clients, random, counts, duration, log });
    network.delay = 0;
    if (!target.alive) await target.start();
    await settle(clients);
    const url = `http://127.0.0.1:${port}`;
    const broken: string[] = [];
    let stored = 0;
    for (const { room } of ROOMS) {
      const history = await readHistory(url, room);
      stored += history.length;
      const people = clients.filter((client) => client.room === room);
      broken.push(...findBroken(history, people), ...(await findAbsent(url, room, people)));
    }
    const sum = (count: (client: ChaosClient) => number): number =>
      clients.reduce((total, client) => total + count(client), 0);
    return {
      ...{ seed, ...counts, cuts: network.cuts, stored, broken },
      reconnects: sum(({ welcomes }) => welcomes - 1),
      said: sum(({ said }) => said.size),
      acknowledged: sum(({ acknowledged }) => acknowledged.size),
    };
  } finally {
    for (const client of clients) client.leave();
    await network.close();
    await target.kill();
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * A free port that no connection gets by chance. One from the range that outgoing connections use would be lost while the
 * server is down: the network that tries to reach it would end up connected to itself.
 */
async function fixedPort(random: Chance): Promise<number> {
  for (;;) {
    const port = random.between(10_000, 30_000);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
}

interface Storm {
  target: Target;
  network: BadNetwork;
  clients: ChaosClient[];
  random: Chance;
  counts: { kills: number; evictions: number; slowSpells: number };
  duration: number;
  log: (line: string) => void;
}

/** Sends messages and injects faults until the time is over. */
async function storm({ target, network, clients, random, counts, duration, log }: Storm): Promise<void> {
  const end = Date.now() + duration;
  let words = 0;
  while (Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, random.between(10, 120)));
    for (let burst = random.between(1, 4); burst > 0; burst--) random.pick(clients).say(`word ${words++}`);
    const event = random.next();
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
      if (await target.evict(SLEEPY)) counts.evictions++;
    } else if (event < 0.4) {
      network.delay = network.delay === 0 ? random.between(1, 15) : 0;
      if (network.delay > 0) counts.slowSpells++;
    }
    for (const client of clients) client.return();
  }
}

/** Waits until all clients have sent everything and received the same last message. */
async function settle(clients: ChaosClient[]): Promise<void> {
  const deadline = Date.now() + SETTLING;
  const atRest = (): boolean =>
    ROOMS.every(({ room }) => {
      const people = clients.filter((client) => client.room === room);
      const last = Math.max(...people.flatMap(({ acknowledged }) => [...acknowledged.values()]));
      return people.every(({ pending, lastSeq = 0 }) => pending === 0 && lastSeq >= last);
    });
  while (!atRest() && Date.now() < deadline) {
    for (const client of clients) client.return();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function readHistory(url: string, room: string): Promise<Message[]> {
  const history: Message[] = [];
  for (;;) {
    const after = history.at(-1)?.seq ?? 0;
    const response = await fetch(`${url}/api/rooms/${room}/messages?limit=100&after=${after}`);
    const { messages } = (await response.json()) as HistoryPage;
    if (messages.length === 0) return history;
    history.push(...messages);
  }
}

/** Compares what the clients of a room sent and received with its history. */
function findBroken(history: Message[], clients: ChaosClient[]): string[] {
  const broken = clients.flatMap(({ name, complaints }) => complaints.map((what) => `${name}: ${what}`));
  const byNonce = new Map<string, Message>();
  for (const [index, message] of history.entries()) {
    if (message.seq !== index + 1) broken.push(`the history has ${message.seq} in place of ${index + 1}`);
    const nonce = message.nonce ?? "";
    if (byNonce.has(nonce)) broken.push(`"${message.text}" is stored twice`);
    byNonce.set(nonce, message);
    const wasSaid = clients.some(({ said }) => said.get(nonce) === message.text);
    if (!wasSaid) broken.push(`"${message.text}" was never said`);
  }
  for (const { name, said, acknowledged, pending, seen } of clients) {
    if (pending > 0) broken.push(`${name} still has ${pending} messages to say`);
    for (const [nonce, seq] of acknowledged) {
      const stored = byNonce.get(nonce)?.seq;
      if (stored !== seq)
        broken.push(`"${said.get(nonce)}" was acknowledged as ${seq} and is stored as ${stored}`);
    }
    for (const { seq, text } of seen) {
      if (history[seq - 1]?.text !== text) broken.push(`${name} saw "${text}" as ${seq}`);
    }
    const last = seen.at(-1)?.seq ?? 0;
    if (last !== history.length) broken.push(`${name} saw up to ${last} of ${history.length}`);
  }
  return broken;
}

/** Differences between the expected and the actual members of a room. The client that asks does not count. */
async function findAbsent(url: string, room: string, clients: ChaosClient[]): Promise<string[]> {
  const socket = io(url, {
    path: `/rooms/${room}/socket.io/`,
    transports: ["websocket"],
    forceNew: true,
    auth: { name: "counter" },
  });
  const { members } = await new Promise<Welcome>((resolve) => socket.once("welcome", resolve));
  socket.disconnect();
  const present = members.map(({ name }) => name).filter((name) => name !== "counter");
  const expected = clients.map(({ name }) => name);
  const same = present.toSorted().join() === expected.toSorted().join();
  return same ? [] : [`present are ${present}, and should be ${expected}`];
}
