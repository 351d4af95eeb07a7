/** The socket that the hooks of the option `lazySockets` get, and its handshake. */

import type { Connection } from "../engine/connection.ts";
import type { IncomingRequest } from "../http/request.ts";
import type { Session } from "../state/session.ts";
import type { SocketState } from "../state/socket-state.ts";
import type { LazyConnection, LazyHandshake, LazySocket } from "./lazy-socket.ts";

/** What a sleeping socket needs from the object. */
export interface SleepingSocketHost {
  send(event: string, args: unknown[]): void;
  join(state: SocketState, rooms: Set<string>): void;
  leave(state: SocketState, room: string): void;
  disconnect(state: SocketState, close: boolean): void;
}

/** The connection of a client that has left. */
const LEFT = { readyState: "closed", once: (): void => {} };

/** What the hooks get. */
export class SleepingSocket implements LazySocket {
  readonly recovered = false;
  /** Whether changes of `data` are detected. Before a socket has joined, it is saved in any case. */
  isTracked = false;

  constructor(
    private readonly state: SocketState,
    private readonly from: Connection | Session,
    readonly handshake: LazyHandshake,
    private readonly host: SleepingSocketHost,
  ) {}

  get conn(): LazyConnection {
    return "readyState" in this.from ? this.from : { ...LEFT, id: this.from.id };
  }

  get request(): IncomingRequest {
    return this.from.request;
  }

  get id(): string {
    return this.state.id;
  }

  get rooms(): Set<string> {
    return this.state.rooms;
  }

  get data(): unknown {
    return this.isTracked ? this.state.data : this.state.rawData;
  }

  set data(value: unknown) {
    this.state.data = value;
  }

  emit(event: string, ...args: unknown[]): boolean {
    if (typeof args.at(-1) === "function")
      throw new TypeError(
        "A lazy socket expects no acknowledgement: emit to io.to(socket.id) with a callback",
      );
    this.host.send(event, args);
    return true;
  }

  join(rooms: string | string[]): void {
    this.host.join(this.state, new Set(typeof rooms === "string" ? [rooms] : rooms));
  }

  leave(room: string): void {
    this.host.leave(this.state, room);
  }

  disconnect(close = false): this {
    this.host.disconnect(this.state, close);
    return this;
  }
}

/** The text of the present second: to write a date takes as long as everything else in a handshake. */
let clock = { second: 0, text: "" };

function textOf(now: Date): string {
  const second = Math.floor(now.getTime() / 1000);
  if (clock.second !== second) clock = { second, text: String(now) };
  return clock.text;
}

/** The handshake of a new socket, as Socket.IO makes it. */
export function handshakeOf(
  { request, remoteAddress }: Connection,
  auth: Record<string, unknown>,
): LazyHandshake {
  const now = new Date();
  return {
    headers: request.headers,
    time: textOf(now),
    // Socket.IO's types do not say so, but an address may be unknown.
    address: remoteAddress as string,
    xdomain: Boolean(request.headers.origin),
    secure: request.connection.encrypted,
    issued: now.getTime(),
    url: request.url,
    query: request._query,
    auth,
  };
}
