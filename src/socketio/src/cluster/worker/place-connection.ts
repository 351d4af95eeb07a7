/** Places the connections of clients on the nodes of a cluster: for the Worker that gets their requests. */

import { type ClusterObjects, checkCluster, nodeName, nodeOfId } from "../cluster-options.ts";
import { callObject } from "../messaging/calls.ts";
import { LOCATION_HINTS, locationHintOf } from "./location-hint.ts";

/**
 * How {@link placeConnection} chooses a node.
 *
 * @example
 * ```ts
 * import { type PlacementOptions, placeConnection } from "socket.io-durable-objects";
 *
 * const placement: PlacementOptions = { nodes: 4, nearby: true };
 *
 * export default {
 *   fetch: (request: Request, env: { CHAT: DurableObjectNamespace }) =>
 *     placeConnection(request, env.CHAT, "main", placement),
 * };
 * ```
 */
export interface PlacementOptions {
  /** How many nodes the cluster has; with `nearby`, in each region. It may change: connections stay where they are. */
  nodes: number;
  /**
   * What decides the node of a new connection, such as a user's id. Connections with the same key go to the same node, so
   * that a client that returns finds its session there. Default: the client's address and its `User-Agent`.
   */
  key?: string;
  /**
   * `hash` (the default) follows the key alone. `load` asks the owner, at most every 5 seconds, how many connections the nodes
   * have, and passes over nodes with more than 1.25 times the average.
   */
  balance?: "hash" | "load";
  /**
   * Whether each region of the world has nodes of its own, which Cloudflare creates there, and clients go to those of their
   * region. Default `false`.
   */
  nearby?: boolean;
}

/** How long the loads of the nodes are used, in milliseconds. */
const LOADS_AGE = 5_000;

/** How long the owner may take to report them, in milliseconds. */
const LOADS_TIMEOUT = 1_000;

/** Which multiple of the average load a node may have. */
const LOAD_FACTOR = 1.25;

/** How many connections a node may have in any case. */
const LOAD_ALLOWANCE = 32;

/**
 * Sends a request of a Socket.IO client to a node of a cluster: a request with a session id to the node of that session, another
 * by {@link PlacementOptions}.
 *
 * @param objects the binding of the class
 * @param cluster the name of the cluster
 * @returns the node's response
 * @throws RangeError if `nodes` is not a whole number from 1 to 1,000
 * @throws TypeError if `objects` is no binding of a class, or `cluster` ends in `#` and a number, as the names of nodes do
 * @example
 * ```ts
 * import { placeConnection } from "socket.io-durable-objects";
 *
 * interface Env {
 *   CHAT: DurableObjectNamespace;
 * }
 *
 * export default {
 *   fetch: (request: Request, env: Env) => placeConnection(request, env.CHAT, "main", { nodes: 16 }),
 * };
 * ```
 */
export async function placeConnection(
  request: Request,
  objects: ClusterObjects,
  cluster: string,
  options: PlacementOptions,
): Promise<Response> {
  checkCluster(objects, cluster);
  const { nodes, nearby = false } = options;
  if (!Number.isSafeInteger(nodes) || nodes < 1 || nodes > 1_000)
    throw new RangeError(`nodes must be a whole number from 1 to 1,000, not ${nodes}`);
  const sid = new URL(request.url).searchParams.get("sid");
  const current = sid === null ? undefined : nodeOfId(sid, cluster);
  if (current !== undefined) return objects.getByName(current).fetch(request);
  const locationHint = locationHintOf(request.cf as Parameters<typeof locationHintOf>[0]);
  const first = nearby ? LOCATION_HINTS.indexOf(locationHint) * nodes : 0;
  const candidates = byHash(
    keyOf(request, options),
    Array.from({ length: nodes }, (_, index) => nodeName(cluster, first + index)),
  );
  const name = options.balance === "load" ? await chooseByLoad(objects, cluster, candidates) : candidates[0];
  return objects.getByName(name as string, nearby ? { locationHint } : {}).fetch(request);
}

function keyOf({ headers }: Request, { key }: PlacementOptions): string {
  if (key !== undefined) return key;
  const address = headers.get("cf-connecting-ip");
  return address === null ? crypto.randomUUID() : `${address} ${headers.get("user-agent") ?? ""}`;
}

/**
 * Sorts nodes by rendezvous hashing: if the number of nodes changes, few keys get another first node.
 *
 * Source: https://en.wikipedia.org/wiki/Rendezvous_hashing
 */
const byHash = (key: string, names: string[]): string[] =>
  names
    .map((name) => ({ name, hash: hashOf(`${key}\0${name}`) }))
    .sort((a, b) => b.hash - a.hash)
    .map(({ name }) => name);

/** FNV-1a with the finalizer of MurmurHash3: an unsigned number of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** How many connections the nodes of a cluster have, as far as its owner knows. */
interface Loads {
  byName: Map<string, number>;
  /** Milliseconds since the epoch. */
  until: number;
}

const loadsOf = new WeakMap<ClusterObjects, Map<string, Loads>>();

/**
 * Chooses the first node that is not overloaded: consistent hashing with bounded loads.
 *
 * Source: https://arxiv.org/abs/1608.01350
 */
async function chooseByLoad(
  objects: ClusterObjects,
  cluster: string,
  names: string[],
): Promise<string | undefined> {
  const { byName } = await readLoads(objects, cluster);
  const average = names.reduce((sum, name) => sum + (byName.get(name) ?? 0), 0) / names.length;
  const limit = average * LOAD_FACTOR + LOAD_ALLOWANCE;
  const name = names.find((candidate) => (byName.get(candidate) ?? 0) < limit) ?? names[0];
  if (name !== undefined) byName.set(name, (byName.get(name) ?? 0) + 1);
  return name;
}

async function readLoads(objects: ClusterObjects, cluster: string): Promise<Loads> {
  const clusters = loadsOf.get(objects) ?? new Map<string, Loads>();
  loadsOf.set(objects, clusters);
  const known = clusters.get(cluster);
  if (known !== undefined && known.until > Date.now()) return known;
  let byName = known?.byName ?? new Map<string, number>();
  try {
    byName = new Map(Object.entries(await callObject(objects, cluster, { kind: "loads" }, LOADS_TIMEOUT)));
  } catch (error) {
    console.warn(`The owner of the cluster ${cluster} has not reported the loads of its nodes`, error);
  }
  const loads = { byName, until: Date.now() + LOADS_AGE };
  clusters.set(cluster, loads);
  return loads;
}
