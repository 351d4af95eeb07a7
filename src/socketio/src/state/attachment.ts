/**
 * The stored form of a session: the attachment of its WebSocket, at most 16,384 bytes, and two rows for what does not fit.
 *
 * Source: https://developers.cloudflare.com/durable-objects/best-practices/websockets/
 */

import type { IncomingRequest } from "../http/request.ts";
import type { SocketState } from "./socket-state.ts";
import { restoreRequest, type StoredRequest } from "./stored-request.ts";
import { estimateSize } from "./structured-clone.ts";

/** How much of an attachment the ids, namespaces and rooms of a session may take, in bytes. */
export const MAX_MEMBERSHIP_BYTES = 12_000;

/** The largest row, in bytes. Source: https://developers.cloudflare.com/durable-objects/platform/limits/ */
const MAX_ROW_BYTES = 2_000_000;

/** Which parts of a session are in rows: none, the request, or also the sockets' `data` and `auth`. */
export const Overflow = { None: 0, Request: 1, Everything: 2 } as const;

/** The `data` and the `auth` of a socket. */
export type Parts = [data: unknown, auth: Record<string, unknown>];

/** A socket in an attachment. Its parts are 0 if they are in a row. */
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

/** An attachment. Its request is 0 if it is in a row; its position is that of the object in the log of a cluster. */
export type Attachment = [
  id: string,
  heartbeat: number,
  overflow: number,
  request: StoredRequest | 0,
  sockets: StoredSocket[],
  position?: number,
];

const KEY_PREFIX = "socketio:spilled:";
const requestKey = (id: string): string => `${KEY_PREFIX}${id}:request`;
const partsKey = (id: string): string => `${KEY_PREFIX}${id}:parts`;

/** The rows of one session. */
export class OverflowRows {
  constructor(
    private readonly kv: SyncKvStorage,
    private readonly id: string,
  ) {}

  /** @throws if the request cannot be cloned, or is larger than 2 MB */
  putRequest(request: StoredRequest): void {
    this.kv.put(requestKey(this.id), request);
  }

  get request(): IncomingRequest {
    return restoreRequest(
      this.kv.get<StoredRequest>(requestKey(this.id)) ?? ["GET", "/", {}, true, undefined],
    );
  }

  /** @throws if the parts cannot be cloned, or are larger than 2 MB */
  putParts(parts: Map<string, Parts>): void {
    if (estimateSize(parts) > MAX_ROW_BYTES) throw new RangeError(`The data is over ${MAX_ROW_BYTES} bytes`);
    this.kv.put(partsKey(this.id), parts);
  }

  /** The parts of each socket, by namespace. */
  get parts(): Map<string, Parts> {
    return this.kv.get<Map<string, Parts>>(partsKey(this.id)) ?? new Map();
  }

  delete(overflow: number): void {
    if (overflow >= Overflow.Request) this.kv.delete(requestKey(this.id));
    if (overflow === Overflow.Everything) this.kv.delete(partsKey(this.id));
  }
}

/** Deletes the rows of all sessions, in an object that has no session. */
export function deleteOverflowRows(kv: SyncKvStorage): void {
  const keys = [...kv.list({ prefix: KEY_PREFIX })].map(([key]) => key);
  for (const key of keys) kv.delete(key);
}

/** Reads the attachment of a WebSocket; `null` if it has no session, such as an unfinished upgrade probe. */
export function readAttachment(ws: WebSocket): Attachment | null {
  const attachment: unknown = ws.deserializeAttachment();
  return Array.isArray(attachment) ? (attachment as Attachment) : null;
}

/**
 * Writes an attachment.
 *
 * @returns `false` if it is too large
 * @throws DataCloneError if something in it cannot be cloned
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

/** Marks a WebSocket whose session has ended. It may deliver frames until it is closed. */
export const clearAttachment = (ws: WebSocket): void => ws.serializeAttachment(CLEARED);

/** Whether {@link clearAttachment} was called on a WebSocket. */
export const isCleared = (ws: WebSocket): boolean => ws.deserializeAttachment() === CLEARED;

const CLEARED = "socketio:closed";

/** Returns the stored form of a socket. */
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

/** The size of a stored socket without its parts and rooms, in bytes. It includes the room with the socket's id. */
const SOCKET_BYTES = 250;

/** Returns the most that a socket's ids and rooms take when serialized, in bytes. */
export function membershipBytes({ id, namespace, rooms }: SocketState): number {
  let bytes = SOCKET_BYTES + stringBytes(namespace);
  for (const room of rooms) if (room !== id) bytes += roomBytes(room);
  return bytes;
}

/**
 * Returns the most that the name of a room takes when serialized, in bytes.
 *
 * The types of Socket.IO require a string, but its server accepts other keys of a Map, such as numbers.
 *
 * @throws TypeError for an object, function or symbol: after hibernation it would not be the same key
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

/** Returns the most that a string takes when serialized, in bytes. */
export const stringBytes = (text: string): number => 2 * text.length + 8;
