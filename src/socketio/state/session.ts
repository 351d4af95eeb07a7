/**
 * One Engine.IO session and what is kept of it in the attachment of its WebSocket.
 *
 * An attachment holds 16,384 bytes at most. Ids and rooms always fit, because joining past their share is refused;
 * a large request, and then `data` and `auth`, move to storage when they do not.
 */

import type { Connection } from "../engine/connection.ts";
import { Outlet } from "../engine/outlet.ts";
import { type IncomingRequest, restoreRequest, type StoredRequest, storeRequest } from "../engine/request.ts";
import { SocketState } from "./socket-state.ts";

/** What ids, namespaces and rooms of one session may take of its attachment, in bytes. */
export const MAX_MEMBERSHIP_BYTES = 12_000;

/** How much of a session lies in storage: nothing, the request, or the sockets' `data` and `auth` too. */
const Spill = { Nothing: 0, Request: 1, Everything: 2 } as const;

type StoredSocket = [
  namespace: string,
  id: string,
  pid: string | 0,
  rooms: string[],
  time: string,
  issued: number,
  parts: [data: unknown, auth: Record<string, unknown>] | 0,
];

type Attachment = [
  id: string,
  heartbeat: number,
  spill: number,
  request: StoredRequest | 0,
  sockets: StoredSocket[],
];

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
  /** When an unanswered ping was sent (positive), or the last pong came (negative); milliseconds since the epoch. */
  heartbeat = 0;
  /** Since when its client has not been heard, if that is why it ends; milliseconds since the epoch. */
  silentSince: number | undefined;
  #request: IncomingRequest | (() => IncomingRequest);
  #spill: number = Spill.Nothing;
  #saving = false;

  constructor(
    readonly id: string,
    request: IncomingRequest | (() => IncomingRequest),
    private readonly storage: SessionStorage,
  ) {
    this.#request = request;
  }

  /** Reads a session back from its WebSocket. `undefined` if the socket carries none, such as an unfinished probe. */
  static of(ws: WebSocket, storage: SessionStorage): Session | undefined {
    const attachment = ws.deserializeAttachment() as Attachment | null;
    if (attachment === null) return undefined;
    const [id, heartbeat, spill, request, sockets] = attachment;
    const session = new Session(
      id,
      request === 0
        ? () =>
            restoreRequest(storage.kv.get<StoredRequest>(requestKey(id)) ?? ["GET", "/", {}, true, undefined])
        : restoreRequest(request),
      storage,
    );
    session.outlet = new Outlet(ws, () => storage.stalled(session));
    session.heartbeat = heartbeat;
    session.#spill = spill;
    for (const [namespace, sid, pid, rooms, time, issued, parts] of sockets) {
      const state = new SocketState(namespace, sid, new Set(rooms), time, issued, () => {
        const [data, auth] = parts === 0 ? session.#spilled(namespace) : parts;
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

  /** Takes in a socket that has joined its namespace. */
  add(state: SocketState): void {
    state.session = this;
    this.sockets.set(state.namespace, state);
    this.touch(state);
  }

  /** Lets go of a socket that has left its namespace. */
  remove(state: SocketState): void {
    if (this.sockets.get(state.namespace) !== state) return;
    this.sockets.delete(state.namespace);
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

  /**
   * Whether `bytes` more of ids and rooms would still fit.
   *
   * @throws RangeError if they would not.
   */
  reserve(bytes: number): void {
    let total = bytes;
    for (const state of this.sockets.values()) total += membershipBytes(state);
    if (total > MAX_MEMBERSHIP_BYTES) {
      throw new RangeError(
        `A connection's rooms may take ${MAX_MEMBERSHIP_BYTES} bytes, and this would be ${total}`,
      );
    }
  }

  /** Writes the attachment, moving to storage what does not fit. */
  save(): void {
    const ws = this.ws;
    if (ws === undefined) return;
    try {
      while (!this.#write(ws, this.#spill)) {
        if (this.#spill === Spill.Everything) throw new RangeError("The state of the session is too large");
        this.#spill++;
        if (this.#spill === Spill.Request)
          this.storage.kv.put(requestKey(this.id), storeRequest(this.request));
      }
    } catch (error) {
      this.#saveMemberships(ws);
      this.#report(error as Error);
    }
  }

  /** Forgets what the session put into storage. */
  forget(): void {
    if (this.#spill >= Spill.Request) this.storage.kv.delete(requestKey(this.id));
    if (this.#spill === Spill.Everything) this.storage.kv.delete(partsKey(this.id));
  }

  /** @returns whether it fitted. @throws DataCloneError if something in it cannot be cloned. */
  #write(ws: WebSocket, spill: number): boolean {
    const states = [...this.sockets.values()];
    if (spill === Spill.Everything) {
      this.storage.kv.put(
        partsKey(this.id),
        new Map(states.map((state) => [state.namespace, [state.rawData, state.auth]])),
      );
    }
    const attachment: Attachment = [
      this.id,
      this.heartbeat,
      spill,
      spill === Spill.Nothing ? storeRequest(this.request) : 0,
      states.map((state) => storeSocket(state, spill === Spill.Everything ? 0 : [state.rawData, state.auth])),
    ];
    try {
      ws.serializeAttachment(attachment);
      return true;
    } catch (error) {
      if ((error as Error).name === "DataCloneError") throw error;
      return false;
    }
  }

  /** Saves who is in which room, and leaves `data` as it was last saved. */
  #saveMemberships(ws: WebSocket): void {
    const previous = ws.deserializeAttachment() as Attachment | null;
    if (previous === null) return;
    const parts = new Map(previous[4].map((stored) => [stored[0], stored[6]]));
    if (previous[2] === Spill.Nothing) this.forget();
    this.#spill = previous[2];
    const sockets = [...this.sockets.values()].map((state): StoredSocket => {
      const fallback: StoredSocket[6] = previous[2] === Spill.Everything ? 0 : [{}, state.auth];
      return storeSocket(state, parts.get(state.namespace) ?? fallback);
    });
    ws.serializeAttachment([this.id, this.heartbeat, previous[2], previous[3], sockets] satisfies Attachment);
  }

  #spilled(namespace: string): [data: unknown, auth: Record<string, unknown>] {
    const parts = this.storage.kv.get<Map<string, [unknown, Record<string, unknown>]>>(partsKey(this.id));
    return parts?.get(namespace) ?? [{}, {}];
  }

  #report(error: Error): void {
    for (const state of this.sockets.values()) {
      const culprit = unclonableKey(state.rawData);
      if (culprit !== undefined) {
        const message = `socket.data.${culprit} cannot be kept across hibernation: ${error.message}`;
        this.storage.unsaved(state, new TypeError(message, { cause: error }));
        return;
      }
    }
    const largest = [...this.sockets.values()].sort((a, b) => weight(b.rawData) - weight(a.rawData))[0];
    if (largest === undefined) return;
    const message = `socket.data.${heaviestKey(largest.rawData)} is too large to be kept across hibernation`;
    this.storage.unsaved(largest, new RangeError(message, { cause: error }));
  }
}

const storeSocket = (state: SocketState, parts: StoredSocket[6]): StoredSocket => [
  state.namespace,
  state.id,
  state.pid ?? 0,
  [...state.rooms],
  state.time,
  state.issued,
  parts,
];

const requestKey = (id: string): string => `socketio:request:${id}`;
const partsKey = (id: string): string => `socketio:parts:${id}`;

/** An upper bound of what a socket's ids and rooms take when serialized, in bytes. */
function membershipBytes(state: SocketState): number {
  let bytes = 150 + stringBytes(state.namespace);
  for (const room of state.rooms) bytes += stringBytes(room);
  return bytes;
}

/** An upper bound of what a string takes when serialized, in bytes. */
export const stringBytes = (text: string): number => 2 * text.length + 8;

/** The first key of `data` whose value cannot be cloned. */
function unclonableKey(data: unknown): string | undefined {
  return entries(data).find(([, value]) => {
    try {
      structuredClone(value);
      return false;
    } catch {
      return true;
    }
  })?.[0];
}

const heaviestKey = (data: unknown): string =>
  entries(data).sort(([, a], [, b]) => weight(b) - weight(a))[0]?.[0] ?? "";

/** A rough size, good enough to name the largest. */
const weight = (value: unknown): number => JSON.stringify(value)?.length ?? 0;

const entries = (data: unknown): Array<[string, unknown]> =>
  typeof data === "object" && data !== null ? Object.entries(data) : [];
