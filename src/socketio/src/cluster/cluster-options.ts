/** The option `cluster`, and the names of a cluster's objects: `main#3` is node 3 of the cluster `main`, `main` its owner. */

/**
 * The part of a Durable Object binding that a cluster needs.
 *
 * @example
 * ```ts
 * import { type ClusterObjects, Emitter } from "socket.io-durable-objects";
 *
 * export const announce = (objects: ClusterObjects, text: string): Promise<void> =>
 *   new Emitter(objects, "main").emit("announcement", text);
 * ```
 */
export interface ClusterObjects {
  getByName(
    name: string,
    options?: DurableObjectNamespaceGetDurableObjectOptions,
  ): { fetch(request: Request): Promise<Response> };
}

/**
 * The options of a cluster: many objects that are one Socket.IO server.
 *
 * @example
 * ```ts
 * import { SocketIODurableObject } from "socket.io-durable-objects";
 *
 * interface Env {
 *   CHAT: DurableObjectNamespace<Chat>;
 * }
 *
 * export class Chat extends SocketIODurableObject<Env> {
 *   constructor(ctx: DurableObjectState, env: Env) {
 *     super(ctx, env, { cluster: { objects: env.CHAT } });
 *   }
 * }
 * ```
 */
export interface ClusterOptions {
  /** The binding of the class itself. Objects of one cluster are those named `<cluster>` and `<cluster>#<number>`. */
  objects: ClusterObjects;
  /** How long `fetchSockets` and `serverSideEmit` wait for the other nodes, in milliseconds. Default 5,000. */
  requestsTimeout?: number;
  /** How long a call between two objects may take, in milliseconds. Default 5,000. */
  callTimeout?: number;
}

/** {@link ClusterOptions} with defaults, and the object's place in its cluster. */
export interface ResolvedClusterOptions extends Required<ClusterOptions> {
  /** The name of this object. */
  name: string;
  /** The name of the cluster, which is that of its owner. */
  owner: string;
}

/**
 * Adds the defaults.
 *
 * @throws TypeError if `objects` is no binding of a class, or the object has no name, because it was addressed by a random id
 */
export function resolveCluster(options: ClusterOptions, name: string | undefined): ResolvedClusterOptions {
  checkBinding(options.objects);
  if (name === undefined)
    throw new TypeError("A node of a cluster must be addressed by its name: see placeConnection");
  return {
    objects: options.objects,
    requestsTimeout: options.requestsTimeout ?? 5_000,
    callTimeout: options.callTimeout ?? 5_000,
    name,
    owner: ownerOf(name),
  };
}

/**
 * Checks the arguments of {@link placeConnection} and {@link Emitter}.
 *
 * @throws TypeError if `objects` is no binding of a class, or `cluster` is the name of a node
 */
export function checkCluster(objects: ClusterObjects, cluster: string): void {
  checkBinding(objects);
  if (NODE.test(cluster)) throw new TypeError("The name of a cluster must not end in # and a number");
}

function checkBinding(objects: unknown): void {
  if (typeof (objects as Partial<ClusterObjects> | undefined)?.getByName !== "function")
    throw new TypeError("A cluster needs the binding of its class, such as env.CHAT");
}

/** The highest number of a node. */
const MAX_INDEX = 9_999;

const NODE = /^(.*)#(\d+)$/s;

/** Returns the name of the cluster that an object belongs to. */
export const ownerOf = (name: string): string => NODE.exec(name)?.[1] ?? name;

/** Returns the name of a node. */
export const nodeName = (cluster: string, index: number): string => `${cluster}#${index}`;

/** Ends an id with the node that it belongs to: `.3` for `main#3`, `.o` for the owner. */
export const tagId = (id: string, name: string): string => `${id}.${NODE.exec(name)?.[2] ?? "o"}`;

/**
 * Returns the name of the node that {@link tagId} has put into an id.
 *
 * @returns `undefined` if there is none, or its number is higher than {@link MAX_INDEX}
 */
export function nodeOfId(id: string, cluster: string): string | undefined {
  const tag = /\.(o|0|[1-9]\d{0,8})$/.exec(id)?.[1];
  if (tag === "o") return cluster;
  const index = Number(tag);
  return tag === undefined || index > MAX_INDEX ? undefined : nodeName(cluster, index);
}
