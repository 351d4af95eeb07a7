/** What a cluster costs: the same sockets on more nodes, a broadcast to one more node, and what wakes sleeping nodes. */
import { cpuMicroseconds } from "../accounting.ts";
import { type ClusterContender, clusterContenders, NODE_COUNTS, startNodes } from "../contenders/cluster.ts";
import type { LoadApi } from "../load/load-process.ts";
import { start } from "../remote.ts";
import { median } from "../report/statistics.ts";
import { inTurn } from "./in-turn.ts";

export interface ClusterOptions {
  /** How many sockets there are, on all nodes together. */
  sockets: number;
  /** How long each measure lasts, in seconds. */
  seconds: number;
  repeats: number;
}

/** CPU times are those of all processes of a server, in microseconds; medians over the rounds. */
export interface ClusterCrowd {
  name: string;
  nodes: number;
  sockets: number;
  cpuPerDelivery: number;
  deliveriesPerSecond: number;
}

/** What a broadcast costs on so many nodes with one socket each, in microseconds of CPU. */
export interface CrossNode {
  nodes: number;
  /** One broadcast at a time. */
  alone: number;
  /** With {@link BATCHED} in flight. */
  batched: number;
}

/** What 50 broadcasts in a row cost a cluster that slept. */
export interface ClusterWakes {
  nodes: number;
  /** How often a node was woken, at most. */
  wakesPerNode: number;
  ownerWakes: number;
  /** Deliveries that the owner sent to a node, at most. */
  deliveriesPerNode: number;
}

export interface ClusterResults {
  crowds: ClusterCrowd[];
  crossNode: CrossNode[];
  wakes: ClusterWakes;
}

/** Messages in flight. A broadcast to 8,000 sockets takes a good part of a second. */
const OUTSTANDING = 8;
const BATCHED = 32;
const CONCURRENT_JOINS = 16;
const WOKEN_NODES = 8;
const BURST = 50;

export async function clusterBench(options: ClusterOptions): Promise<ClusterResults> {
  const crowds: ClusterCrowd[] = [];
  for (const { round, item: contender } of inTurn(clusterContenders, options.repeats)) {
    const began = performance.now();
    crowds.push(await crowd(contender, options));
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    console.error(`round ${round + 1}: ${contender.name}, ${contender.nodes} nodes (${seconds} s)`);
  }
  const crossNode: CrossNode[] = [];
  for (const nodes of NODE_COUNTS) crossNode.push(await broadcastTo(nodes, options));
  return { crowds: medians(crowds), crossNode, wakes: await wakesOf() };
}

async function crowd(contender: ClusterContender, options: ClusterOptions): Promise<ClusterCrowd> {
  const server = await contender.start();
  const load = start<LoadApi>(new URL("../load/load-process.ts", import.meta.url));
  const { port, pids } = server;
  const { name, nodes, protocol, room } = contender;
  const { sockets, seconds } = options;
  try {
    await load.call.selectRoom({ port, protocol, room, deflate: false });
    await load.call.join(sockets, CONCURRENT_JOINS);
    await load.call.saturate(seconds / 3, OUTSTANDING);
    const before = cpuMicroseconds(pids);
    const { deliveries, seconds: took } = await load.call.saturate(seconds, OUTSTANDING);
    const cpuPerDelivery = (cpuMicroseconds(pids) - before) / deliveries;
    return { name, nodes, sockets, cpuPerDelivery, deliveriesPerSecond: deliveries / took };
  } finally {
    await load.stop();
    await server.stop();
  }
}

async function broadcastTo(nodes: number, { seconds }: ClusterOptions): Promise<CrossNode> {
  const server = await startNodes();
  const load = start<LoadApi>(new URL("../load/load-process.ts", import.meta.url));
  const room = { port: server.port, protocol: "cluster", room: `cluster-${nodes}`, deflate: false } as const;
  const cpuOf = async (broadcast: () => Promise<number>): Promise<number> => {
    const before = cpuMicroseconds(server.pids);
    const count = await broadcast();
    return (cpuMicroseconds(server.pids) - before) / count;
  };
  const one = async (count: number): Promise<number> => {
    await load.call.sendMessages(count);
    return count;
  };
  const many = async (): Promise<number> => (await load.call.saturate(seconds, BATCHED)).deliveries / nodes;
  try {
    await load.call.selectRoom(room);
    await load.call.join(nodes, 1);
    await one(200);
    await load.call.saturate(seconds / 3, BATCHED);
    return { nodes, alone: await cpuOf(() => one(Math.ceil(seconds * 200))), batched: await cpuOf(many) };
  } finally {
    await load.stop();
    await server.stop();
  }
}

async function wakesOf(): Promise<ClusterWakes> {
  const server = await startNodes();
  const load = start<LoadApi>(new URL("../load/load-process.ts", import.meta.url));
  const cluster = `cluster-${WOKEN_NODES}`;
  const activity = async () => {
    const response = await fetch(`http://127.0.0.1:${server.port}/activity`);
    return (await response.json()) as Record<string, { wakes: number; calls: Record<string, number> }>;
  };
  try {
    await load.call.selectRoom({ port: server.port, protocol: "cluster", room: cluster, deflate: false });
    await load.call.join(WOKEN_NODES, 1);
    for (let node = 0; node < WOKEN_NODES; node++) await server.sleep(`${cluster}#${node}`);
    await server.sleep(cluster);
    await activity();
    await load.call.sendBurst(BURST);
    const { [cluster]: owner, ...others } = await activity();
    const most = (values: number[]): number => Math.max(0, ...values);
    return {
      nodes: WOKEN_NODES,
      wakesPerNode: most(Object.values(others).map(({ wakes }) => wakes)),
      ownerWakes: owner?.wakes ?? 0,
      deliveriesPerNode: most(Object.values(others).map(({ calls }) => calls.deliver ?? 0)),
    };
  } finally {
    await load.stop();
    await server.stop();
  }
}

function medians(results: ClusterCrowd[]): ClusterCrowd[] {
  return clusterContenders.flatMap(({ name, nodes }) => {
    const same = results.filter((one) => one.name === name && one.nodes === nodes);
    const [first] = same;
    if (first === undefined) return [];
    return {
      ...first,
      cpuPerDelivery: median(same.map((one) => one.cpuPerDelivery)),
      deliveriesPerSecond: median(same.map((one) => one.deliveriesPerSecond)),
    };
  });
}
