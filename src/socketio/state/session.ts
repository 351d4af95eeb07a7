/**
 * One Engine.IO session and what is kept of it in the attachment of its WebSocket.
 *
 * Ids and rooms always fit, because joining past their share is refused; a large request, and then `data` and `auth`,
 * move to storage when they do not.
 */

import type { Connection } from "../engine/connection.ts";
import { Outlet } from "../engine/outlet.ts";
import { type IncomingRequest, restoreRequest, storeRequest } from "../engine/request.ts";
import {
  type Attachment,
  MAX_MEMBERSHIP_BYTES,
  membershipBytes,
  type Parts,
  readAttachment,
  Spill,
  SpilledRows,
  storeSocket,
  writeAttachment,
} from "./attachment.ts";
import { heaviestKey, isClonable, unclonableKey, weight } from "./culprit.ts";
import { SocketState } from "./socket-state.ts";

/** Where a session puts what its attachment cannot hold, and whom it tells what cannot be kept at all. */
export interface SessionStorage {
  readonly kv: SyncKvStorage;
  /** `state` cannot be saved; its last good state stays. */
  unsaved(state: SocketState, error: Error): void;
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
  outlet: Outlet | undefined;
  /** Its sockets by namespace. */
  readonly sockets = new Map<string, SocketState>();
  /** Its sockets that have not joined yet. */
  readonly joining = new Set<SocketState>();
  /** When an unanswered ping was sent (positive), or the last pong came (negative); milliseconds since the epoch. */
  heartbeat = 0;
  /** Since when its client has not been heard, if that is why it ends; milliseconds since the epoch. */
  silentSince: number | undefined;
  readonly #rows: SpilledRows;
  #request: IncomingRequest | (() => IncomingRequest);
  #spill: number = Spill.Nothing;
  /** Whether the row of `data` and `auth` says what they are now. */
  #partsSaved = false;
  /** Sockets whose `data` could not be saved as it is, and the key that was reported. */
  readonly #unsaved = new Map<SocketState, string>();
  #saving = false;

  constructor(
    readonly id: string,
    request: IncomingRequest | (() => IncomingRequest),
    private readonly storage: SessionStorage,
  ) {
    this.#request = request;
    this.#rows = new SpilledRows(storage.kv, id);
  }

  /** Reads a session back from its WebSocket. `undefined` if the socket carries none, such as an unfinished probe. */
  static of(ws: WebSocket, storage: SessionStorage): Session | undefined {
    const attachment = readAttachment(ws);
    if (attachment === null) return undefined;
    const [id, heartbeat, spill, request, sockets] = attachment;
    const restore = () => (request === 0 ? session.#rows.request : restoreRequest(request));
    const session = new Session(id, restore, storage);
    session.outlet = new Outlet(ws, () => storage.stalled(session));
    session.heartbeat = heartbeat;
    session.#spill = spill;
    session.#partsSaved = true;
    for (const [namespace, sid, pid, rooms, time, issued, parts] of sockets) {
      const state = new SocketState(namespace, sid, new Set(rooms), time, issued, () => {
        const [data, auth] = parts === 0 ? (session.#rows.parts.get(namespace) ?? [{}, {}]) : parts;
        return { data, auth };
      });
      if (pid !== 0) state.pid = pid;
      state.session = session;
      session.sockets.set(namespace, state);
    }
    return session;
  }

  /** The hibernatable socket. Unset while the session polls. */
  get ws(): WebSocket | undefined {
    return this.outlet?.ws;
  }

  get request(): IncomingRequest {
    if (typeof this.#request === "function") this.#request = this.#request();
    return this.#request;
  }

  /** Whether the client pings by itself (`heartbeat=client` in its query). */
  get pingsItself(): boolean {
    return this.request._query.heartbeat === "client";
  }

  /** Moves the session to a WebSocket. */
  attach(ws: WebSocket): void {
    this.outlet = new Outlet(ws, () => this.storage.stalled(this));
    this.save();
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

  /** Lets go of a socket that has left its namespace. */
  remove(state: SocketState): void {
    this.joining.delete(state);
    this.#unsaved.delete(state);
    if (this.sockets.get(state.namespace) !== state) return;
    this.sockets.delete(state.namespace);
    this.#partsSaved = false;
    this.touch();
  }

  /** Saves the session before this turn ends. */
  touch(state?: SocketState): void {
    if (state !== undefined) this.storage.changed(state);
    if (this.ws === undefined || this.#saving) return;
    this.#saving = true;
    queueMicrotask(() => {
      this.#saving = false;
      if (this.ws !== undefined && this.connection?.readyState !== "closed") this.save();
    });
  }

  /** Saves the session, and the `data` of one of its sockets, before this turn ends. */
  dataChanged(state: SocketState): void {
    this.#partsSaved = false;
    state.saved = false;
    this.touch(state);
  }

  /**
   * Whether `bytes` more of ids and rooms would still fit.
   *
   * @throws RangeError if they would not.
   */
  reserve(bytes: number): void {
    let total = bytes;
    for (const state of this.sockets.values()) total += membershipBytes(state);
    for (const state of this.joining) total += membershipBytes(state);
    if (total > MAX_MEMBERSHIP_BYTES) {
      throw new RangeError(
        `A connection's rooms may take ${MAX_MEMBERSHIP_BYTES} bytes, and this would be ${total}`,
      );
    }
  }

  /** Writes the attachment, moving to storage what does not fit, and leaving out what cannot be kept. */
  save(): void {
    const ws = this.ws;
    if (ws === undefined || ws.readyState !== WebSocket.OPEN) return;
    const kept = new Map<SocketState, Parts>();
    let purged = false;
    for (const state of this.#unsaved.keys()) if (state.saved) this.#keepLastGood(ws, state, kept);
    for (;;) {
      try {
        this.#write(ws, kept);
        break;
      } catch (error) {
        if (!purged) {
          for (const state of this.sockets.values()) state.purge();
          purged = true;
          continue;
        }
        const culprit = this.#culprit(kept);
        if (culprit === undefined) return;
        this.#keepLastGood(ws, culprit, kept);
        this.#report(culprit, error as Error);
      }
    }
    for (const state of this.sockets.values()) {
      state.saved = true;
      if (!kept.has(state)) this.#unsaved.delete(state);
    }
  }

  /** Forgets what the session put into storage. */
  forget(): void {
    this.#rows.delete(this.#spill);
  }

  /** @throws if something cannot be cloned, or is too large for a row. */
  #write(ws: WebSocket, kept: ReadonlyMap<SocketState, Parts>): void {
    const partsOf = (state: SocketState): Parts => kept.get(state) ?? [state.rawData, state.auth];
    while (!this.#fits(ws, partsOf)) {
      if (this.#spill === Spill.Everything) throw new RangeError("The state of the session is too large");
      if (this.#spill === Spill.Nothing) this.#rows.putRequest(storeRequest(this.request));
      this.#spill++;
    }
  }

  #fits(ws: WebSocket, partsOf: (state: SocketState) => Parts): boolean {
    const states = [...this.sockets.values()];
    const spilled = this.#spill === Spill.Everything;
    if (spilled && !this.#partsSaved) {
      this.#rows.putParts(new Map(states.map((state) => [state.namespace, partsOf(state)])));
      this.#partsSaved = true;
    }
    return writeAttachment(ws, [
      this.id,
      this.heartbeat,
      this.#spill,
      this.#spill === Spill.Nothing ? storeRequest(this.request) : 0,
      states.map((state) => storeSocket(state, spilled ? 0 : partsOf(state))),
    ]);
  }

  /** The socket whose `data` is to blame, among those that have not been given up on. */
  #culprit(kept: ReadonlyMap<SocketState, Parts>): SocketState | undefined {
    const suspects = [...this.sockets.values()].filter((state) => !kept.has(state));
    return (
      suspects.find((state) => !isClonable(state.rawData)) ??
      suspects.sort((a, b) => weight(b.rawData) - weight(a.rawData))[0]
    );
  }

  /** What was saved of a socket stays. */
  #keepLastGood(ws: WebSocket, state: SocketState, kept: Map<SocketState, Parts>): void {
    const previous: Attachment | null = readAttachment(ws);
    const stored = previous?.[4].find(([namespace, id]) => namespace === state.namespace && id === state.id);
    const parts = stored?.[6] === 0 ? this.#rows.parts.get(state.namespace) : stored?.[6];
    kept.set(state, parts ?? [{}, isClonable(state.auth) ? state.auth : {}]);
    this.#partsSaved = false;
  }

  #report(state: SocketState, error: Error): void {
    const unclonable = unclonableKey(state.rawData);
    const key = unclonable ?? heaviestKey(state.rawData);
    if (this.#unsaved.get(state) === key) return;
    this.#unsaved.set(state, key);
    const problem =
      unclonable === undefined
        ? new RangeError(`socket.data.${key} is too large to be kept across hibernation`, { cause: error })
        : new TypeError(`socket.data.${key} cannot be kept across hibernation: ${error.message}`, {
            cause: error,
          });
    this.storage.unsaved(state, problem);
  }
}
