/** An Engine.IO session: its WebSocket, its sockets, and its connection while it is awake. */

import type { IncomingRequest } from "../http/request.ts";
import { microtask } from "../microtask.ts";
import { SendQueue } from "../transports/send-queue.ts";
import { MAX_MEMBERSHIP_BYTES, membershipBytes, readAttachment, stringBytes } from "./attachment.ts";
import type { SessionConnection } from "./session-connection.ts";
import { SessionStore, type SessionStoreHost } from "./session-store.ts";
import { type SocketSession, SocketState } from "./socket-state.ts";
import { keepOnRequest, restoreRequest } from "./stored-request.ts";

/** What a session needs from the object. */
export interface SessionStorage extends SessionStoreHost {
  /** The client has stopped reading. */
  onStall(session: Session): void;
  /** The position of the object in the log of its cluster; `undefined` if it is not known, or there is no cluster. */
  readonly clusterPosition: number | undefined;
  /** Rooms or data of a recoverable socket have changed. */
  onSocketChange(state: SocketState): void;
}

/** A session, asleep or awake. */
export class Session implements SocketSession {
  /** Set while the session is awake. */
  connection: SessionConnection | undefined;
  /** The queue of its WebSocket. Unset while the transport is long-polling. */
  sendQueue: SendQueue | undefined;
  /** Its sockets by namespace. */
  readonly sockets = new Map<string, SocketState>();
  /** Its sockets whose middlewares are running. */
  readonly joining = new Set<SocketState>();
  /** When an unanswered ping was sent (positive), or the last pong came (negative); milliseconds since the epoch. */
  heartbeat = 0;
  /** When its client was last heard, if it ends for silence; milliseconds since the epoch. */
  silentSince: number | undefined;
  /** The position in the log of the cluster with which the session was last saved, or 0. */
  position = 0;
  readonly #store: SessionStore;
  #request: IncomingRequest | (() => IncomingRequest);
  #saveScheduled = false;

  constructor(
    readonly id: string,
    request: IncomingRequest | (() => IncomingRequest),
    private readonly storage: SessionStorage,
  ) {
    this.#request = request;
    this.#store = new SessionStore(this, storage);
  }

  /** Restores a session from its WebSocket; `undefined` if that has none, such as an unfinished upgrade probe. */
  static restore(ws: WebSocket, storage: SessionStorage): Session | undefined {
    const attachment = readAttachment(ws);
    if (attachment === null) return undefined;
    const [id, heartbeat, overflow, request, sockets, position = 0] = attachment;
    const readRequest = () => (request === 0 ? session.#store.rows.request : restoreRequest(request));
    const session = new Session(id, readRequest, storage);
    session.sendQueue = new SendQueue(ws, () => storage.onStall(session));
    session.heartbeat = heartbeat;
    session.position = position;
    session.#store.restored(overflow);
    for (const [namespace, sid, pid, rooms, time, issued, parts, needsMiddlewares] of sockets) {
      const state = new SocketState(namespace, sid, new Set(rooms), time, issued, () => {
        const [data, auth] = parts === 0 ? (session.#store.rows.parts.get(namespace) ?? [{}, {}]) : parts;
        return { data, auth };
      });
      if (pid !== 0) state.pid = pid;
      state.needsMiddlewares = needsMiddlewares;
      state.session = session;
      session.sockets.set(namespace, state);
    }
    return session;
  }

  /** The hibernatable WebSocket. Unset while the transport is long-polling. */
  get ws(): WebSocket | undefined {
    return this.sendQueue?.ws;
  }

  get request(): IncomingRequest {
    if (typeof this.#request === "function") this.#request = this.#request();
    return this.#request;
  }

  /** Whether the client pings the server (`heartbeat=client` in its query). */
  get hasClientHeartbeat(): boolean {
    return this.request._query.heartbeat === "client";
  }

  /** Sets the WebSocket of the session, and saves nothing. */
  attachWebSocket(ws: WebSocket): void {
    this.sendQueue = new SendQueue(ws, () => this.storage.onStall(this));
  }

  /**
   * Adds a socket whose middlewares are about to run.
   *
   * @throws RangeError if it does not fit into the session
   */
  addJoining(state: SocketState): void {
    state.joining = this;
    this.checkCapacity(membershipBytes(state));
    this.joining.add(state);
  }

  /** Adds a socket that has joined its namespace. */
  addSocket(state: SocketState): void {
    this.joining.delete(state);
    state.joining = undefined;
    state.session = this;
    this.sockets.set(state.namespace, state);
    this.dataChanged(state);
  }

  /** Removes a socket that has left its namespace. */
  removeSocket(state: SocketState): void {
    this.joining.delete(state);
    this.#store.socketRemoved(state);
    if (this.sockets.get(state.namespace) !== state) return;
    this.sockets.delete(state.namespace);
    this.#store.partsChanged();
    this.scheduleSave();
  }

  /**
   * Saves properties of the request with the session.
   *
   * @param report is called for each property that cannot be kept
   * @returns the names of the properties that are kept
   */
  keepOnRequest(keys: readonly string[], report: (error: Error) => void): Set<string> {
    if (keys.length === 0) return new Set();
    const { names, changed } = keepOnRequest(this.request, keys, report);
    if (changed) this.#store.requestChanged();
    return names;
  }

  scheduleSave(state?: SocketState): void {
    if (state !== undefined) this.storage.onSocketChange(state);
    if (this.ws === undefined || this.#saveScheduled) return;
    this.#saveScheduled = true;
    microtask(() => {
      this.#saveScheduled = false;
      if (this.ws !== undefined && this.connection?.readyState !== "closed") this.save();
    });
  }

  dataChanged(state: SocketState): void {
    this.#store.partsChanged();
    state.saved = false;
    this.scheduleSave(state);
  }

  checkCapacity(bytes: number): void {
    let total = bytes + stringBytes(this.id);
    for (const state of this.sockets.values()) total += membershipBytes(state);
    for (const state of this.joining) total += membershipBytes(state);
    if (total > MAX_MEMBERSHIP_BYTES) {
      throw new RangeError(
        `A connection's rooms may take ${MAX_MEMBERSHIP_BYTES} bytes, and this would be ${total}`,
      );
    }
  }

  /** Saves the session now, if its WebSocket is open. */
  save(): void {
    const ws = this.ws;
    if (ws === undefined || ws.readyState !== WebSocket.OPEN) return;
    this.position = this.storage.clusterPosition ?? this.position;
    this.#store.save(ws);
  }

  /** Deletes what the session has in storage. */
  deleteRows(): void {
    this.#store.deleteRows();
  }
}
