/** What is kept of one Socket.IO socket while the object sleeps: its id, rooms, data and handshake. */

import type { StockSocket } from "../socketio-internals.ts";
import { observe, purge, raw } from "./track-changes.ts";
import type { Session } from "./session.ts";

/** The part of `socket.handshake` that does not follow from the request. */
export interface HandshakeDetails {
  time: string;
  issued: number;
  auth: Record<string, unknown>;
}

/** The parts of a {@link SocketState} that may have to be read from storage. */
export interface LazyParts {
  data: unknown;
  auth: Record<string, unknown>;
}

/** One socket of one namespace, whether a `Socket` object exists for it or not. */
export class SocketState {
  /** The connection it belongs to. Unset until the socket has joined its namespace. */
  session: Session | undefined;
  /** The connection it will belong to, while the middlewares of the namespace look at it. */
  joining: Session | undefined;
  /** Whether `data` is saved, or has been given up on, as it is now. */
  saved = true;
  /** The stock `Socket`, while there is one. */
  socket: StockSocket | undefined;
  /** The socket is being rebuilt: it was a member of its rooms all along. */
  waking = false;
  /** Recovery's private id. */
  pid: string | undefined;
  /** Whether the middlewares of the namespace put something on the socket that only they can put there again. */
  needsMiddlewares = false;
  /** Whether the middlewares, run again on a wake, have refused the socket. */
  isRefused = false;
  #parts: LazyParts | (() => LazyParts);
  #observed: unknown;

  constructor(
    readonly namespace: string,
    readonly id: string,
    readonly rooms: Set<string>,
    public time = "",
    public issued = 0,
    parts: LazyParts | (() => LazyParts) = { data: {}, auth: {} },
  ) {
    this.#parts = parts;
  }

  /** Takes over the handshake of a socket that is new. */
  adopt({ time, issued, auth }: HandshakeDetails): void {
    this.time = time;
    this.issued = issued;
    this.#load().auth = auth;
  }

  get auth(): Record<string, unknown> {
    return this.#load().auth;
  }

  /** `socket.data`, observed: a change in it is saved. */
  get data(): unknown {
    const { data } = this.#load();
    if (typeof data !== "object" || data === null) return data;
    if (raw(this.#observed) !== data) this.#observed = observe(data, () => this.session?.dataChanged(this));
    return this.#observed;
  }

  set data(value: unknown) {
    this.#load().data = raw(value);
    this.session?.dataChanged(this);
  }

  /** `socket.data` as it is stored. */
  get rawData(): unknown {
    return this.#load().data;
  }

  /** Makes `data` fit to be cloned, where what was put into it holds observed values. */
  purge(): void {
    purge(this.rawData);
  }

  /** `socket.handshake`, deep equal to the first one. */
  get handshake(): object {
    const request = this.session?.request;
    return {
      headers: request?.headers ?? {},
      time: this.time,
      address: request?.connection.remoteAddress,
      xdomain: Boolean(request?.headers.origin),
      secure: request?.connection.encrypted ?? true,
      issued: this.issued,
      url: request?.url,
      query: request?._query ?? {},
      auth: this.auth,
    };
  }

  #load(): LazyParts {
    if (typeof this.#parts === "function") this.#parts = this.#parts();
    return this.#parts;
  }
}
