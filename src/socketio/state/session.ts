/** One Engine.IO session: its connection while it is awake, the way to its WebSocket, and its sockets. */

import type { Connection } from "../engine/connection.ts";
import { keepOnRequest } from "./stored-request.ts";
import { type IncomingRequest, restoreRequest } from "../http/request.ts";
import { SendQueue } from "../transports/send-queue.ts";
import { microtask } from "../microtask.ts";
import { MAX_MEMBERSHIP_BYTES, membershipBytes, readAttachment, stringBytes } from "./attachment.ts";
import { type RecordStorage, SessionRecord } from "./session-store.ts";
import { SocketState } from "./socket-state.ts";

/** Where a session puts what its attachment cannot hold, and whom it tells what happens to it. */
export interface SessionStorage extends RecordStorage {
  /** The client has stopped reading. */
  stalled(session: Session): void;
  /** Rooms or data of a recoverable socket changed. */
  changed(state: SocketState): void;
}

/** A session, awake or asleep. */
export class Session {
  /** The connection, while the session is awake. */
  connection: Connection | undefined;
  /** The way to its hibernatable socket. Unset while the session polls. */
  sendQueue: SendQueue | undefined;
  /** Its sockets by namespace. */
  readonly sockets = new Map<string, SocketState>();
  /** Its sockets that have not joined yet. */
  readonly joining = new Set<SocketState>();
  /** When an unanswered ping was sent (positive), or the last pong came (negative); milliseconds since the epoch. */
  heartbeat = 0;
  /** Since when its client has not been heard, if that is why it ends; milliseconds since the epoch. */
  silentSince: number | undefined;
  readonly #record: SessionRecord;
  #request: IncomingRequest | (() => IncomingRequest);
  #saving = false;

  constructor(
    readonly id: string,
    request: IncomingRequest | (() => IncomingRequest),
    private readonly storage: SessionStorage,
  ) {
    this.#request = request;
    this.#record = new SessionRecord(this, storage);
  }

  /** Reads a session back from its WebSocket. `undefined` if the socket carries none, such as an unfinished probe. */
  static of(ws: WebSocket, storage: SessionStorage): Session | undefined {
    const attachment = readAttachment(ws);
    if (attachment === null) return undefined;
    const [id, heartbeat, spill, request, sockets] = attachment;
    const restore = () => (request === 0 ? session.#record.rows.request : restoreRequest(request));
    const session = new Session(id, restore, storage);
    session.sendQueue = new SendQueue(ws, () => storage.stalled(session));
    session.heartbeat = heartbeat;
    session.#record.wasRead(spill);
    for (const [namespace, sid, pid, rooms, time, issued, parts, needsMiddlewares] of sockets) {
      const state = new SocketState(namespace, sid, new Set(rooms), time, issued, () => {
        const [data, auth] = parts === 0 ? (session.#record.rows.parts.get(namespace) ?? [{}, {}]) : parts;
        return { data, auth };
      });
      if (pid !== 0) state.pid = pid;
      state.needsMiddlewares = needsMiddlewares;
      state.session = session;
      session.sockets.set(namespace, state);
    }
    return session;
  }

  /** The hibernatable socket. Unset while the session polls. */
  get ws(): WebSocket | undefined {
    return this.sendQueue?.ws;
  }

  get request(): IncomingRequest {
    if (typeof this.#request === "function") this.#request = this.#request();
    return this.#request;
  }

  /** Whether the client pings by itself (`heartbeat=client` in its query). */
  get pingsItself(): boolean {
    return this.request._query.heartbeat === "client";
  }

  /** Moves the session to a WebSocket. Nothing is written to it yet. */
  attach(ws: WebSocket): void {
    this.sendQueue = new SendQueue(ws, () => this.storage.stalled(this));
  }

  /**
   * Lets a socket begin to join, if there is room for it.
   *
   * @throws RangeError if there is not.
   */
  admit(state: SocketState): void {
    state.joining = this;
    this.reserve(membershipBytes(state));
    this.joining.add(state);
  }

  /** Takes in a socket that has joined its namespace. */
  add(state: SocketState): void {
    this.joining.delete(state);
    state.joining = undefined;
    state.session = this;
    this.sockets.set(state.namespace, state);
    this.dataChanged(state);
  }

  /**
   * Keeps properties of the request, as they are now.
   *
   * @returns the names of those that are kept.
   */
  keepOnRequest(keys: readonly string[], report: (error: Error) => void): Set<string> {
    if (keys.length === 0) return new Set();
    const { names, changed } = keepOnRequest(this.request, keys, report);
    if (changed) this.#record.requestChanged();
    return names;
  }

  /** Lets go of a socket that has left its namespace. */
  remove(state: SocketState): void {
    this.joining.delete(state);
    this.#record.dropped(state);
    if (this.sockets.get(state.namespace) !== state) return;
    this.sockets.delete(state.namespace);
    this.#record.partsChanged();
    this.touch();
  }

  /** Saves the session before this turn ends. */
  touch(state?: SocketState): void {
    if (state !== undefined) this.storage.changed(state);
    if (this.ws === undefined || this.#saving) return;
    this.#saving = true;
    microtask(() => {
      this.#saving = false;
      if (this.ws !== undefined && this.connection?.readyState !== "closed") this.save();
    });
  }

  /** Saves the session, and the `data` of one of its sockets, before this turn ends. */
  dataChanged(state: SocketState): void {
    this.#record.partsChanged();
    state.saved = false;
    this.touch(state);
  }

  /**
   * Whether `bytes` more of ids and rooms would still fit.
   *
   * @throws RangeError if they would not.
   */
  reserve(bytes: number): void {
    let total = bytes + stringBytes(this.id);
    for (const state of this.sockets.values()) total += membershipBytes(state);
    for (const state of this.joining) total += membershipBytes(state);
    if (total > MAX_MEMBERSHIP_BYTES) {
      throw new RangeError(
        `A connection's rooms may take ${MAX_MEMBERSHIP_BYTES} bytes, and this would be ${total}`,
      );
    }
  }

  /** Writes the session down as it is now. */
  save(): void {
    const ws = this.ws;
    if (ws !== undefined && ws.readyState === WebSocket.OPEN) this.#record.save(ws);
  }

  /** Forgets what the session put into storage. */
  forget(): void {
    this.#record.forget();
  }
}
