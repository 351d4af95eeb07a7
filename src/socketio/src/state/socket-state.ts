/** What is saved of a Socket.IO socket: its id, rooms, data and handshake. */

import type { IncomingRequest } from "../http/request.ts";
import type { InternalSocket } from "../socketio-internals.ts";
import type { SendQueue } from "../transports/send-queue.ts";
import type { SessionConnection } from "./session-connection.ts";
import { trackChanges, unwrap, unwrapDeep } from "./track-changes.ts";

/** The part of `socket.handshake` that cannot be computed from the request. */
export interface HandshakeDetails {
  time: string;
  issued: number;
  auth: Record<string, unknown>;
}

/** The parts of a socket that may have to be read from storage. */
export interface LazyParts {
  data: unknown;
  auth: Record<string, unknown>;
}

/** The Engine.IO session of a socket, as the socket's state and its adapter use it. */
export interface SocketSession {
  readonly id: string;
  readonly request: IncomingRequest;
  /** Unset while the session sleeps. */
  readonly connection: SessionConnection | undefined;
  /** Unset while the transport is long-polling. */
  readonly sendQueue: SendQueue | undefined;
  /** When its client was last heard, if it ended for silence; milliseconds since the epoch. */
  readonly silentSince: number | undefined;
  /** The session's sockets by namespace. */
  readonly sockets: ReadonlyMap<string, SocketState>;
  /** @throws RangeError if `bytes` more of rooms do not fit */
  checkCapacity(bytes: number): void;
  removeSocket(state: SocketState): void;
  /** Saves the session in this turn of the event loop; `state` is the socket whose rooms have changed. */
  scheduleSave(state?: SocketState): void;
  /** Saves the session and the `data` of a socket in this turn of the event loop. */
  dataChanged(state: SocketState): void;
}

/** A socket of a namespace, asleep or awake. */
export class SocketState {
  /** Set once the socket has joined its namespace. */
  session: SocketSession | undefined;
  /** The session while the namespace's middlewares run. */
  joining: SocketSession | undefined;
  /** Whether the present `data` is saved, or has been reported as unsavable. */
  saved = true;
  /** The `Socket` of Socket.IO, while the socket is awake. */
  socket: InternalSocket | undefined;
  /** Whether the socket is being rebuilt. It is a member of its rooms already, and {@link socket} has not joined. */
  waking = false;
  /** Whether the server has disconnected it, but it has to wake for that: it gets nothing more. */
  isLeaving = false;
  /** The private id of connection state recovery. */
  pid: string | undefined;
  /** Whether a middleware added something to the socket that is lost on hibernation. */
  needsMiddlewares = false;
  /** Whether a middleware rejected the socket on a wake. */
  isRejected = false;
  #parts: LazyParts | (() => LazyParts);
  #trackedData: unknown;

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

  /** Sets the handshake of a new socket. */
  setHandshake({ time, issued, auth }: HandshakeDetails): void {
    this.time = time;
    this.issued = issued;
    this.#load().auth = auth;
  }

  /** The `Socket`, unless the socket sleeps or is waking: a `Socket` that has not joined cannot be disconnected. */
  get joinedSocket(): InternalSocket | undefined {
    return this.waking ? undefined : this.socket;
  }

  get auth(): Record<string, unknown> {
    return this.#load().auth;
  }

  /** `socket.data`: a Proxy that saves every change. */
  get data(): unknown {
    const { data } = this.#load();
    if (typeof data !== "object" || data === null) return data;
    if (unwrap(this.#trackedData) !== data)
      this.#trackedData = trackChanges(data, () => this.session?.dataChanged(this));
    return this.#trackedData;
  }

  set data(value: unknown) {
    this.#load().data = unwrap(value);
    this.session?.dataChanged(this);
  }

  /** The value behind the Proxy of {@link data}. */
  get rawData(): unknown {
    return this.#load().data;
  }

  /** Replaces proxies that the application has put into `data`, so that it can be cloned. */
  unwrapData(): void {
    unwrapDeep(this.rawData);
  }

  /** `socket.handshake`, deep equal to that of the first connection. */
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
