/** What surrounds an adapter, and how the adapter finds it: a stock server makes its adapters by itself. */

import type { Recovery } from "../recovery/recovery.ts";
import type { Sessions } from "../state/sessions.ts";
import type { SocketState } from "../state/socket-state.ts";
import type { StockNamespace, StockSocket, WokenSession } from "../socketio-internals.ts";

/** What the adapter asks of the object around it. */
export interface AdapterHost {
  readonly sessions: Sessions;
  /** Takes the private session that a wake announced under this key, for one use. */
  takeWake(key: string): WokenSession | undefined;
  /** Wakes a sleeping socket. */
  wake(state: SocketState): Promise<StockSocket | undefined>;
  /** A socket has joined its namespace: its listeners are not attached yet. */
  joined(state: SocketState, socket: StockSocket): void;
  /** A socket has left its namespace. */
  left(namespace: StockNamespace): void;
  /** A namespace exists, and nothing has been registered on it yet. */
  opened(namespace: StockNamespace): void;
  /** The store of sessions and packets, where recovery is on. */
  readonly recovery: Recovery | undefined;
  /** A broadcast failed for one receiver. */
  failed(error: unknown, state: SocketState): void;
}

/**
 * The object around each server, by the server's options, which is all that a stock server passes on. (A class made for
 * each object would do as well, but then no object's adapter would look like another's to the compiler, and wakes be slow.)
 */
const hosts = new WeakMap<object, AdapterHost>();

/** Tells which object the server with these options is in. Called before the server is made. */
export function hostAdapters(options: object, host: AdapterHost): void {
  hosts.set(options, host);
}

/** The object around the server with these options. */
export function hostOf(options: object): AdapterHost {
  const host = hosts.get(options);
  if (host === undefined) throw new Error("HibernatingAdapter works in a SocketIODurableObject only");
  return host;
}
