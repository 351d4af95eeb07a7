/**
 * Detects what the middlewares of a namespace add to a socket: filters, listeners and properties, which are lost on
 * hibernation.
 */

import { connectionOf } from "../engine/connection.ts";
import type { InternalSocket } from "../socketio-internals.ts";

/** Properties of a socket that Socket.IO changes, and `data`, which is saved. */
const IGNORED_PROPERTIES = new Set<PropertyKey>([
  "data",
  "connected",
  "flags",
  "acks",
  "recovered",
  "pid",
  "_events",
  "_eventsCount",
  "_maxListeners",
  "_anyListeners",
  "_anyOutgoingListeners",
]);

/** Events of a connection to which this library and Socket.IO listen. */
const IGNORED_EVENTS = new Set<PropertyKey>(["close", "drain", "data", "error", "upgrade"]);

/** An object of a socket: its name, and its properties at the time of the snapshot. */
type Part = [name: string, object: object, properties: Map<PropertyKey, unknown>];

/** What a socket had before its middlewares ran. */
export class SocketSnapshot {
  readonly #parts: Part[];
  readonly #listenerCounts: Map<string, number>;
  readonly #prototype: unknown;

  constructor(private readonly socket: InternalSocket) {
    this.#parts = partsOf(socket).map(([name, part]) => [name, part, propertiesOf(name, part)]);
    this.#listenerCounts = listenerCountsOf(socket);
    this.#prototype = Object.getPrototypeOf(socket);
  }

  /**
   * Returns the names of what has been added since, such as `socket.use` and `socket.request.user`.
   *
   * @param keptOnRequest properties of the request that are saved
   */
  additions(keptOnRequest: ReadonlySet<PropertyKey>): string[] {
    const names: string[] = [];
    if (Object.getPrototypeOf(this.socket) !== this.#prototype) names.push("the prototype of the socket");
    for (const [name, count] of listenerCountsOf(this.socket))
      if (count > (this.#listenerCounts.get(name) ?? 0)) names.push(name);
    for (const [name, part, previous] of this.#parts)
      for (const [key, value] of propertiesOf(name, part))
        if (!(name === "socket.request" && keptOnRequest.has(key)))
          if (!previous.has(key) || previous.get(key) !== value) names.push(`${name}.${String(key)}`);
    return names;
  }
}

function propertiesOf(name: string, part: object): Map<PropertyKey, unknown> {
  const properties = new Map<PropertyKey, unknown>();
  // A connection and a client change their own properties all the time, so only new ones count.
  const ignoresValues = name === "socket.conn" || name === "socket.client";
  for (const key of Reflect.ownKeys(part)) {
    if (name === "socket" && IGNORED_PROPERTIES.has(key)) continue;
    properties.set(key, ignoresValues ? true : Reflect.getOwnPropertyDescriptor(part, key)?.value);
  }
  return properties;
}

const partsOf = (socket: InternalSocket): Array<[name: string, part: object]> => [
  ["socket", socket],
  ["socket.handshake", socket.handshake],
  ["socket.handshake.query", Reflect.get(socket.handshake, "query")],
  ["socket.request", socket.request],
  ["socket.conn", socket.conn],
  ["socket.client", socket.client],
];

/** Counts filters and listeners, by the method that adds them. */
function listenerCountsOf(socket: InternalSocket): Map<string, number> {
  const { fns } = socket as unknown as { fns: unknown[] };
  const connection = connectionOf(socket);
  const counts = new Map([
    ["socket.use", fns.length],
    ["socket.onAny", socket.listenersAny().length],
    ["socket.onAnyOutgoing", socket.listenersAnyOutgoing().length],
  ]);
  for (const event of socket.eventNames())
    counts.set(`socket.on(${String(event)})`, socket.listenerCount(event));
  for (const event of connection.eventNames())
    if (!IGNORED_EVENTS.has(event))
      counts.set(`socket.conn.on(${String(event)})`, connection.listenerCount(event));
  return counts;
}
