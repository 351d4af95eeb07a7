/** What travels between the page and a room, from the first byte on: all of it is counted, the newest of it kept. */
import { signal } from "@preact/signals";
import { count, newTally } from "./byte-counts.ts";
import type { Answer, Direction, Exchange, Link, TransportName, WireRecord } from "./records.ts";

/** A frame, or a body, as it passes. */
export type Listener = (direction: Direction, data: string | ArrayBuffer, record: WireRecord) => void;

const KEPT_RECORDS = 300;
const KEPT_LINKS = 20;

export class Recorder {
  /** Oldest first. What is in it may still get its answer: {@link changed} tells. */
  readonly records: WireRecord[] = [];
  readonly links: Link[] = [];
  /** What was counted and not kept. */
  gone = newTally();
  /** How many connections there have been. */
  linkCount = 0;
  /** A number that grows with everything that happens. */
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
    this.#tell(direction, data, record);
  }

  request(link: Link, method: "GET" | "POST", target: string, sent: string): Exchange {
    const record: Exchange = { kind: "exchange", link: link.id, method, target, sent, ...this.#next() };
    this.#keep(record);
    this.#tell("out", sent, record);
    return record;
  }

  answered(record: Exchange, answer: Omit<Answer, "at">): void {
    record.answer = { ...answer, at: Date.now() };
    this.#tell("in", answer.body, record);
  }

  /** A link has closed: what it was still waiting for does not come. */
  closed(link: Link): void {
    for (const record of this.records) {
      if (record.link === link.id && isWaiting(record)) record.ended = true;
    }
    this.changed.value++;
  }

  /** Forgets everything but the poll that waits, and counts anew. */
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

  #tell(direction: Direction, data: string | ArrayBuffer, record: WireRecord): void {
    this.changed.value++;
    for (const listener of this.listeners) listener(direction, data, record);
  }
}

const isWaiting = (record: WireRecord): record is Exchange =>
  record.kind === "exchange" && record.answer === undefined && record.ended === undefined;

/** Whether a record is a request that waits for news. */
export const isPoll = (record: WireRecord): boolean => isWaiting(record) && record.method === "GET";
