/** Servers on several nodes: the Socket.IO library on Durable Objects, and stock Socket.IO on Node's `cluster`. */
import type { ProtocolName } from "../load/protocols.ts";
import { start } from "../remote.ts";
import { bundleByWrangler } from "../servers/bundle.ts";
import { type SleepyServer, startMiniflare } from "../servers/miniflare.ts";
import type { Server } from "../servers/server.ts";
import type { StockClusterApi } from "../servers/stock-cluster-process.ts";
import type { WorkerSpec } from "../servers/worker-spec.ts";

/** A server on some nodes. */
export interface ClusterContender {
  name: string;
  nodes: number;
  protocol: ProtocolName;
  /** The room that clients join. */
  room: string;
  start(): Promise<Server>;
}

let built: Promise<WorkerSpec> | undefined;

const spec = (): Promise<WorkerSpec> => {
  built ??= buildSpec();
  return built;
};

const buildSpec = async (): Promise<WorkerSpec> => ({
  script: await bundleByWrangler(new URL("../workers/cluster.wrangler.toml", import.meta.url)),
  compatibilityDate: "2026-11-02",
  compatibilityFlags: ["nodejs_compat"],
  durableObjects: { NODES: "Node", SINGLES: "Single" },
  rooms: "NODES",
  variables: {},
});

/** Starts the worker of `bench/workers/cluster.ts`. */
export const startNodes = async (): Promise<SleepyServer> => startMiniflare(await spec());

const ours = (name: string, nodes: number, room: string): ClusterContender => ({
  ...{ name, nodes, room },
  protocol: "cluster",
  start: startNodes,
});

const STOCK_WORKERS = 2;

const stock: ClusterContender = {
  name: "socket.io with its cluster adapter",
  nodes: STOCK_WORKERS,
  protocol: "socketio",
  room: "all",
  async start() {
    const process = start<StockClusterApi>(new URL("../servers/stock-cluster-process.ts", import.meta.url));
    return { ...(await process.call.start(STOCK_WORKERS)), stop: process.stop };
  },
};

export const NODE_COUNTS = [1, 2, 4, 8] as const;

/** All servers, in the order of the table. */
export const clusterContenders: readonly ClusterContender[] = [
  ours("without the option", 1, "single-1"),
  ...NODE_COUNTS.map((nodes) => ours("a cluster", nodes, `cluster-${nodes}`)),
  stock,
];
