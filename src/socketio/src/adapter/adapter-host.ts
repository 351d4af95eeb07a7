/** What an adapter needs from the object, and how it finds it: Socket.IO creates adapters itself. */

import type { PacketCodec } from "../cluster/messaging/packet-codec.ts";
import type { ClusterNode } from "../cluster/node.ts";
import type { Recovery } from "../recovery/recovery.ts";
import type { InternalNamespace, InternalSocket, RestoredSession } from "../socketio-internals.ts";
import type { Sessions } from "../state/sessions.ts";
import type { SocketState } from "../state/socket-state.ts";

/** What an adapter needs from the object. */
export interface AdapterHost {
  readonly sessions: Sessions;
  /** Set if connection state recovery is on. */
  readonly recovery: Recovery | undefined;
  /** Set if the object is a node of a cluster. */
  readonly cluster: { readonly node: ClusterNode; readonly codec: PacketCodec } | undefined;
  /** Returns the session that a wake restores under this key. A key is valid once. */
  takeWakingSession(key: string): RestoredSession | undefined;
  /** Wakes a sleeping socket; `undefined` if it has left. */
  wake(state: SocketState): Promise<InternalSocket | undefined>;
  /** A namespace has been created, and nothing has been registered on it yet. */
  namespaceCreated(namespace: InternalNamespace): void;
  /** A socket has joined its namespace, and has no listeners yet. */
  socketJoined(state: SocketState, socket: InternalSocket): void;
  /** A socket has left its namespace. */
  socketLeft(namespace: InternalNamespace): void;
  /** Reports that a broadcast failed for a socket. */
  reportError(error: unknown, state: SocketState): void;
}

/**
 * The host of each server, by the server's options object, which Socket.IO passes on. (An adapter class for each object would
 * work as well, but its methods would be optimized separately, which makes wakes slow.)
 */
const hosts = new WeakMap<object, AdapterHost>();

/** Sets the host of the server with these options. Must be called before the server is created. */
export function setAdapterHost(options: object, host: AdapterHost): void {
  hosts.set(options, host);
}

/**
 * Returns the host of the server with these options.
 *
 * @throws Error if {@link setAdapterHost} was not called
 */
export function adapterHostOf(options: object): AdapterHost {
  const host = hosts.get(options);
  if (host === undefined) throw new Error("HibernatingAdapter works in a SocketIODurableObject only");
  return host;
}
