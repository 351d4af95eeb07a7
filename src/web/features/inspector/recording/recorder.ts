/** Records what travels between the page and a room: counts all of it, keeps the newest. */
import { signal } from "@preact/signals";
import type { TransportName } from "../../../core/connection/room-socket.ts";
import { count, newTally } from "./byte-counts.ts";
import type { Direction, Exchange, NetworkRecord, RecordedConnection, RecordedResponse } from "./records.ts";

/** Gets each frame and each body. */
export type Listener = (direction: Direction, data: string | ArrayBuffer, record: NetworkRecord) => void;

const KEPT_RECORDS = 300;
const KEPT_CONNECTIONS = 20;

export class Recorder {
  /** Oldest first. An exchange may still get its answer: {@link changed} then grows. */
  readonly records: NetworkRecord[] = [];
  readonly connections: RecordedConnection[] = [];
  /** The counts of what is not kept. */
  dropped = newTally();
  /** How many connections were recorded. */
  connectionCount = 0;
  /** Grows with every change. */
  readonly changed = signal(0);
  readonly listeners = new Set<Listener>();
  #lastId = 0;

  addConnection(transport: TransportName, socket?: WebSocket): RecordedConnection {
    const connection = { id: ++this.connectionCount, transport, at: Date.now(), ...(socket && { socket }) };
    this.connections.push(connection);
    if (this.connections.length > KEPT_CONNECTIONS) this.connections.shift();
    this.changed.value++;
    return connection;
  }

  addFrame(connection: RecordedConnection, direction: Direction, data: string | ArrayBuffer): void {
    const record = { kind: "frame", connection: connection.id, direction, data, ...this.#next() } as const;
    this.#keep(record);
    this.#notify(direction, data, record);
  }

  addRequest(connection: RecordedConnection, method: "GET" | "POST", target: string, sent: string): Exchange {
    const record: Exchange = {
      kind: "exchange",
      connection: connection.id,
      method,
      target,
      sent,
      ...this.#next(),
    };
    this.#keep(record);
    this.#notify("out", sent, record);
    return record;
  }

  addAnswer(record: Exchange, answer: Omit<RecordedResponse, "at">): void {
    record.response = { ...answer, at: Date.now() };
    this.#notify("in", answer.body, record);
  }

  /** A connection has closed: its open requests get no answer. */
  closeConnection(connection: RecordedConnection): void {
    for (const record of this.records) {
      if (record.connection === connection.id && isWaiting(record)) record.ended = true;
    }
    this.changed.value++;
  }

  /** Removes all records but the open poll, and restarts the counts. */
  clear(): void {
    this.records.splice(0, Number.POSITIVE_INFINITY, ...this.records.filter(isPoll));
    this.dropped = newTally();
    this.changed.value++;
  }

  #next(): { id: number; at: number } {
    return { id: ++this.#lastId, at: Date.now() };
  }

  #keep(record: NetworkRecord): void {
    this.records.push(record);
    const oldest = this.records.length > KEPT_RECORDS ? this.records.shift() : undefined;
    if (oldest !== undefined) count(this.dropped, oldest);
  }

  #notify(direction: Direction, data: string | ArrayBuffer, record: NetworkRecord): void {
    this.changed.value++;
    for (const listener of this.listeners) listener(direction, data, record);
  }
}

const isWaiting = (record: NetworkRecord): record is Exchange =>
  record.kind === "exchange" && record.response === undefined && record.ended === undefined;

/** Whether a record is an open poll. */
export const isPoll = (record: NetworkRecord): boolean => isWaiting(record) && record.method === "GET";
