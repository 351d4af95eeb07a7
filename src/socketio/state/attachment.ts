/**
 * The stored form of a session: the attachment of its WebSocket, 16,384 bytes at most, and two rows for what does not
 * fit into it.
 */

import type { IncomingRequest } from "../http/request.ts";
import { restoreRequest, type StoredRequest } from "../http/request.ts";
import { weight } from "./structured-clone.ts";
import type { SocketState } from "./socket-state.ts";

/** What ids, namespaces and rooms of one session may take of its attachment, in bytes. */
export const MAX_MEMBERSHIP_BYTES = 12_000;

/** The most that a row takes, in bytes. Source: https://developers.cloudflare.com/durable-objects/platform/limits/ */
const MAX_ROW_BYTES = 2_000_000;

/** How much of a session lies in storage: nothing, the request, or the sockets' `data` and `auth` too. */
export const Spill = { Nothing: 0, Request: 1, Everything: 2 } as const;

/** The `data` and the `auth` of a socket. */
export type Parts = [data: unknown, auth: Record<string, unknown>];

/** A socket in an attachment. Its parts are 0 where they are in storage. */
export type StoredSocket = [
  namespace: string,
  id: string,
  pid: string | 0,
  rooms: string[],
  time: string,
  issued: number,
  parts: Parts | 0,
  needsMiddlewares: boolean,
];

/** What an attachment holds. The request is 0 where it is in storage. */
export type Attachment = [
  id: string,
  heartbeat: number,
  spill: number,
  request: StoredRequest | 0,
  sockets: StoredSocket[],
];

const SPILLED = "socketio:spilled:";
const requestKey = (id: string): string => `${SPILLED}${id}:request`;
const partsKey = (id: string): string => `${SPILLED}${id}:parts`;

/** The rows of one session. */
export class SpilledRows {
  constructor(
    private readonly kv: SyncKvStorage,
    private readonly id: string,
  ) {}

  /** @throws if it cannot be cloned, or is over 2 MB. */
  putRequest(request: StoredRequest): void {
    this.kv.put(requestKey(this.id), request);
  }

  get request(): IncomingRequest {
    return restoreRequest(
      this.kv.get<StoredRequest>(requestKey(this.id)) ?? ["GET", "/", {}, true, undefined],
    );
  }

  /** @throws if something in it cannot be cloned, or it is over 2 MB. */
  putParts(parts: Map<string, Parts>): void {
    if (weight(parts) > MAX_ROW_BYTES) throw new RangeError(`The data is over ${MAX_ROW_BYTES} bytes`);
    this.kv.put(partsKey(this.id), parts);
  }

  /** The parts of each socket, by namespace. */
  get parts(): Map<string, Parts> {
    return this.kv.get<Map<string, Parts>>(partsKey(this.id)) ?? new Map();
  }

  delete(spill: number): void {
    if (spill >= Spill.Request) this.kv.delete(requestKey(this.id));
    if (spill === Spill.Everything) this.kv.delete(partsKey(this.id));
  }
}

/** Deletes the rows of all sessions: for an object that has none. */
export function forgetSpilled(kv: SyncKvStorage): void {
  const keys = [...kv.list({ prefix: SPILLED })].map(([key]) => key);
  for (const key of keys) kv.delete(key);
}

/** Reads what a WebSocket carries. `null` if that is no session, as with an unfinished probe. */
export function readAttachment(ws: WebSocket): Attachment | null {
  const attachment: unknown = ws.deserializeAttachment();
  return Array.isArray(attachment) ? (attachment as Attachment) : null;
}

/**
 * Writes an attachment.
 *
 * @returns whether it fitted.
 * @throws DataCloneError if something in it cannot be cloned.
 */
export function writeAttachment(ws: WebSocket, attachment: Attachment): boolean {
  try {
    ws.serializeAttachment(attachment);
    return true;
  } catch (error) {
    if ((error as Error).name === "DataCloneError") throw error;
    return false;
  }
}

/** From now on a WebSocket, which may linger while it closes, is nobody's. */
export const clearAttachment = (ws: WebSocket): void => ws.serializeAttachment(CLEARED);

/** Whether {@link clearAttachment} was called on a WebSocket. */
export const isCleared = (ws: WebSocket): boolean => ws.deserializeAttachment() === CLEARED;

const CLEARED = "socketio:closed";

/** The stored form of a socket. */
export const storeSocket = (state: SocketState, parts: StoredSocket[6]): StoredSocket => [
  state.namespace,
  state.id,
  state.pid ?? 0,
  [...state.rooms],
  state.time,
  state.issued,
  parts,
  state.needsMiddlewares,
];

/** An upper bound of what a socket's ids and rooms take when serialized, in bytes. Its own room is in the base. */
export function membershipBytes({ id, namespace, rooms }: SocketState): number {
  let bytes = 250 + stringBytes(namespace);
  for (const room of rooms) if (room !== id) bytes += roomBytes(room);
  return bytes;
}

/**
 * An upper bound of what the name of a room takes when serialized, in bytes. Socket.IO's types say that it is a string,
 * but its server takes whatever can be a key of a Map, numbers above all.
 *
 * @throws TypeError if it cannot be told apart after a sleep, as an object cannot.
 */
export function roomBytes(room: unknown): number {
  switch (typeof room) {
    case "string":
      return stringBytes(room);
    case "number":
    case "boolean":
    case "undefined":
      return 10;
    case "bigint":
      return 10 + room.toString(16).length;
    default:
      if (room === null) return 10;
      throw new TypeError(`A room's name must be a string or a number, not ${describeType(room)}`);
  }
}

const describeType = (value: unknown): string =>
  typeof value === "object" ? "an object" : `a ${typeof value}`;

/** An upper bound of what a string takes when serialized, in bytes. */
export const stringBytes = (text: string): number => 2 * text.length + 8;
