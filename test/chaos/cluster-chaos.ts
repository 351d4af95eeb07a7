/**
 * The chaos test of a cluster: clients on eight nodes chat while workerd is killed and restarted, single nodes and the owner crash
 * or are evicted, and the network breaks connections. Then all clients must have received the same texts in the same order.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHAT_NODES } from "../support/fixtures/chat-nodes.ts";
import { freePort } from "../support/free-port.ts";
import { BadNetwork } from "./bad-network.ts";
import type { ChaosOptions } from "./chaos.ts";
import { ClusterClient } from "./cluster-client.ts";
import { type SeededRandom, seededRandom } from "./random.ts";
import { Target } from "./target.ts";

const CLUSTER = "chaos";

const CLIENTS = 12;

/** How long clients may take to connect at the start, and to catch up at the end, in milliseconds. */
const SETTLE_TIMEOUT = 90_000;

/** Counts of what happened, and errors. */
export interface ClusterChaosReport {
  seed: number;
  kills: number;
  cuts: number;
  crashes: number;
  evictions: number;
  recoveries: number;
  sent: number;
  acknowledged: number;
  received: number;
  /** Descriptions of all errors. Empty if the run succeeded. */
  errors: string[];
}

/** Runs the chaos test of a cluster once. `config` is that of the built worker of `src/socketio`. */
export async function runClusterChaos({
  config,
  seed,
  duration,
  log = () => {},
}: ChaosOptions): Promise<ClusterChaosReport> {
  const random = seededRandom(seed);
  const state = await mkdtemp(join(tmpdir(), "socket-rocket-chaos-"));
  const [port, networkPort] = [await freePort(), await freePort()];
  const target = new Target(config, state, port);
  const network = new BadNetwork(port, random);
  const clients: ClusterClient[] = [];
  const counts = { kills: 0, crashes: 0, evictions: 0 };
  try {
    await target.start();
    await network.listen(networkPort);
    const url = `http://127.0.0.1:${networkPort}`;
    for (let index = 0; index < CLIENTS; index++)
      clients.push(new ClusterClient(url, CLUSTER, `client ${index}`, random));
    await until(() => clients.every(({ isConnected }) => isConnected), "all clients are connected");
    await injectFaults({ target, network, clients, random, counts, duration, log });
    if (!target.alive) await target.start();
    const errors = await settle(clients);
    const sum = (count: (client: ClusterClient) => number): number =>
      clients.reduce((total, client) => total + count(client), 0);
    return {
      ...{ seed, ...counts, cuts: network.cuts, errors },
      recoveries: sum(({ recoveries }) => recoveries),
      sent: sum(({ sent }) => sent),
      acknowledged: sum(({ acknowledged }) => acknowledged.length),
      received: clients[0]?.received.length ?? 0,
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
  clients: ClusterClient[];
  random: SeededRandom;
  counts: { kills: number; crashes: number; evictions: number };
  duration: number;
  log: (line: string) => void;
}

/** Sends texts and injects faults until the time is over. Each run has a kill at its middle. */
async function injectFaults({
  target,
  network,
  clients,
  random,
  counts,
  duration,
  log,
}: FaultOptions): Promise<void> {
  const start = Date.now();
  let count = 0;
  const anyObject = (): string => {
    const index = random.between(0, CHAT_NODES);
    return index === CHAT_NODES ? CLUSTER : `${CLUSTER}#${index}`;
  };
  // On a busy machine one step can take longer than the rest of the time.
  while (Date.now() - start < duration || counts.kills === 0) {
    await new Promise((resolve) => setTimeout(resolve, random.between(5, 60)));
    for (let burst = random.between(1, 6); burst > 0; burst--)
      void random.pick(clients).send(`text ${count++}`);
    const event = random.next();
    const isHalfOver = Date.now() - start > duration / 2;
    if (event < 0.01 || (isHalfOver && counts.kills === 0)) {
      log("kill");
      counts.kills++;
      await target.kill();
      await new Promise((resolve) => setTimeout(resolve, random.between(0, 400)));
      await target.start();
    } else if (event < 0.08) {
      network.cut(random.next());
    } else if (event < 0.16) {
      const name = anyObject();
      if (await target.evict({ className: "ClusterChat", name, webSockets: "close" })) counts.crashes++;
    } else if (event < 0.3) {
      const name = anyObject();
      if (await target.evict({ className: "ClusterChat", name, webSockets: "hibernate" })) counts.evictions++;
    }
    for (const client of clients) client.reconnect();
  }
}

/** Waits until all clients have received everything, and returns what is wrong. */
async function settle(clients: ClusterClient[]): Promise<string[]> {
  const last = "the last text";
  const connected = (): boolean => {
    for (const client of clients) client.reconnect();
    return clients.every(({ isConnected }) => isConnected);
  };
  try {
    const deadline = Date.now() + SETTLE_TIMEOUT;
    do {
      await until(connected, "all clients are connected");
      await clients[0]?.send(last);
      if (Date.now() > deadline) throw new Error("it took too long until the last text was acknowledged");
    } while (!clients[0]?.acknowledged.includes(last));
    await until(
      () => clients.every(({ received }) => received.includes(last)),
      "all clients have the last text",
    );
  } catch (error) {
    return [String(error), ...findErrors(clients)];
  }
  const ids = (await clients[0]?.fetchIds()) ?? [];
  const missing = clients.filter(({ id }) => !ids.includes(id)).map(({ name }) => name);
  const errors = findErrors(clients);
  if (missing.length > 0) errors.push(`fetchSockets lacks ${missing.join(", ")}`);
  if (ids.length > clients.length) errors.push(`fetchSockets has ${ids.length} of ${clients.length} sockets`);
  return errors;
}

/** Compares what the clients have sent and received. */
function findErrors(clients: ClusterClient[]): string[] {
  const errors = clients.flatMap((client) => client.errors);
  const [first] = clients as [ClusterClient];
  for (const { name, received, own, acknowledged } of clients) {
    if (new Set(received).size < received.length)
      errors.push(`${name} received ${duplicatesOf(received)} twice`);
    if (new Set(own).size < own.length) errors.push(`${name} received its own ${duplicatesOf(own)} twice`);
    const [all, alone] = [new Set(received), new Set(own)];
    for (const text of acknowledged) {
      if (!all.has(text)) errors.push(`"${text}" of ${name} was acknowledged and lost`);
      if (!alone.has(text)) errors.push(`"${text}" did not come back to ${name}`);
    }
    const index = received.findIndex((text, position) => text !== first.received[position]);
    if (index >= 0 || received.length !== first.received.length)
      errors.push(
        `${name} has ${received.length} texts and ${first.name} ${first.received.length}; ` +
          `number ${index} is "${received[index]}" and "${first.received[index]}"`,
      );
  }
  return errors;
}

const duplicatesOf = (texts: string[]): string =>
  texts.filter((text, index) => texts.indexOf(text) !== index).join(", ");

/** @throws if a condition does not become true */
async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + SETTLE_TIMEOUT;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`it took too long until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
