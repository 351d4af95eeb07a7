/** Records what travels between the page and a room: counts all of it, keeps the newest. */
import { signal } from "@preact/signals";
import type { TransportName } from "../../../core/connection/room-socket.ts";
import { count, newTally } from "./byte-counts.ts";
import type { Answer, Direction, Exchange, Link, WireRecord } from "./records.ts";

/** Gets each frame and each body. */
export type Listener = (direction: Direction, data: string | ArrayBuffer, record: WireRecord) => void;

const KEPT_RECORDS = 300;
const KEPT_LINKS = 20;

export class Recorder {
  /** Oldest first. An exchange may still get its answer: {@link changed} then grows. */
  readonly records: WireRecord[] = [];
  readonly links: Link[] = [];
  /** The counts of what is not kept. */
  gone = newTally();
  /** How many connections were recorded. */
  linkCount = 0;
  /** Grows with every change. */
  readonly changed = signal(0);
  readonly listeners = new Set<Listener>();
  #lastId = 0;

  opens(transport: TransportName, socket?: WebSocket): Link {
    const link = { id: ++this.linkCount, transport, at: Date.now(), ...(socket && { socket }) };
    this.links.push(link);
    if (this.links.length > KEPT_LINKS) this.links.shift();
    this.changed.value++;
    return link;
  }

  frame(link: Link, direction: Direction, data: string | ArrayBuffer): void {
    const record = { kind: "frame", link: link.id, direction, data, ...this.#next() } as const;
    this.#keep(record);
    this.#notify(direction, data, record);
  }

  request(link: Link, method: "GET" | "POST", target: string, sent: string): Exchange {
    const record: Exchange = { kind: "exchange", link: link.id, method, target, sent, ...this.#next() };
    this.#keep(record);
    this.#notify("out", sent, record);
    return record;
  }

  answered(record: Exchange, answer: Omit<Answer, "at">): void {
    record.answer = { ...answer, at: Date.now() };
    this.#notify("in", answer.body, record);
  }

  /** A link has closed: its open requests get no answer. */
  closed(link: Link): void {
    for (const record of this.records) {
      if (record.link === link.id && isWaiting(record)) record.ended = true;
    }
    this.changed.value++;
  }

  /** Removes all records but the open poll, and restarts the counts. */
  clear(): void {
    this.records.splice(0, Number.POSITIVE_INFINITY, ...this.records.filter(isPoll));
    this.gone = newTally();
    this.changed.value++;
  }

  #next(): { id: number; at: number } {
    return { id: ++this.#lastId, at: Date.now() };
  }

  #keep(record: WireRecord): void {
    this.records.push(record);
    const oldest = this.records.length > KEPT_RECORDS ? this.records.shift() : undefined;
    if (oldest !== undefined) count(this.gone, oldest);
  }

  #notify(direction: Direction, data: string | ArrayBuffer, record: WireRecord): void {
    this.changed.value++;
    for (const listener of this.listeners) listener(direction, data, record);
  }
}

const isWaiting = (record: WireRecord): record is Exchange =>
  record.kind === "exchange" && record.answer === undefined && record.ended === undefined;

/** Whether a record is an open poll. */
export const isPoll = (record: WireRecord): boolean => isWaiting(record) && record.method === "GET";
