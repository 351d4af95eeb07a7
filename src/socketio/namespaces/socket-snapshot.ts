/**
 * What a socket has on it, so that it is seen what the middlewares of a namespace put there: filters, listeners and
 * properties, which exist in memory only.
 */

import type { StockSocket } from "../socketio-internals.ts";

/** The stock members of a socket that change by themselves. `data` is kept. */
const OWN_CHANGES = new Set<PropertyKey>([
  ...["data", "connected", "flags", "acks", "recovered", "pid"],
  ...["_events", "_eventsCount", "_maxListeners", "_anyListeners", "_anyOutgoingListeners"],
]);

/** Events of a connection to which this library and Socket.IO listen themselves, now and then. */
const OWN_EVENTS = new Set<PropertyKey>(["close", "drain", "data", "error", "upgrade"]);

/** A part of a socket: how it is called, what it is, and its members when the snapshot was taken. */
type Part = [name: string, part: object, members: Map<PropertyKey, unknown>];

export class SocketSnapshot {
  readonly #parts: Part[];
  readonly #listeners: Map<string, number>;
  readonly #prototype: unknown;

  constructor(private readonly socket: StockSocket) {
    this.#parts = partsOf(socket).map(([name, part]) => [name, part, this.#membersOf(name, part)]);
    this.#listeners = listenersOf(socket);
    this.#prototype = Object.getPrototypeOf(socket);
  }

  /**
   * What is on the socket now and was not then, by names such as `socket.use` and `socket.request.user`.
   *
   * @param keptOnRequest properties of the request that a sleep does not take away
   */
  difference(keptOnRequest: ReadonlySet<PropertyKey>): string[] {
    const names: string[] = [];
    if (Object.getPrototypeOf(this.socket) !== this.#prototype) names.push("the prototype of the socket");
    for (const [name, count] of listenersOf(this.socket))
      if (count > (this.#listeners.get(name) ?? 0)) names.push(name);
    for (const [name, part, members] of this.#parts)
      for (const [key, value] of this.#membersOf(name, part))
        if (!(name === "socket.request" && keptOnRequest.has(key)))
          if (!members.has(key) || members.get(key) !== value) names.push(`${name}.${String(key)}`);
    return names;
  }

  #membersOf(name: string, part: object): Map<PropertyKey, unknown> {
    const members = new Map<PropertyKey, unknown>();
    const isOpaque = name === "socket.conn" || name === "socket.client";
    for (const key of Reflect.ownKeys(part)) {
      if (name === "socket" && OWN_CHANGES.has(key)) continue;
      // What a connection and a client have of their own changes all the time; what is added to them does not.
      members.set(key, isOpaque ? true : Reflect.getOwnPropertyDescriptor(part, key)?.value);
    }
    return members;
  }
}

const partsOf = (socket: StockSocket): Array<[name: string, part: object]> => [
  ["socket", socket],
  ["socket.handshake", socket.handshake],
  ["socket.request", socket.request],
  ["socket.conn", socket.conn],
  ["socket.client", socket.client],
];

/** How many filters and listeners there are, by the method that adds them. */
function listenersOf(socket: StockSocket): Map<string, number> {
  const { fns } = socket as unknown as { fns: unknown[] };
  const counts = new Map([
    ["socket.use", fns.length],
    ["socket.onAny", socket.listenersAny().length],
    ["socket.onAnyOutgoing", socket.listenersAnyOutgoing().length],
  ]);
  for (const event of socket.eventNames())
    counts.set(`socket.on(${String(event)})`, socket.listenerCount(event));
  for (const event of socket.conn.eventNames())
    if (!OWN_EVENTS.has(event))
      counts.set(`socket.conn.on(${String(event)})`, socket.conn.listenerCount(event));
  return counts;
}
