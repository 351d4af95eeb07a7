/** What one socket has missed, read from the log of packets a part at a time. */

import type { Packet } from "../transports/packet.ts";
import type { PacketSource } from "../transports/catch-up-queue.ts";
import { roomBytes } from "../state/attachment.ts";
import type { PacketLog } from "./packet-log.ts";

/** How much of the log is looked through in one turn, in characters or bytes. */
const SCAN_SIZE = 4_000_000;

/** What a packet costs to look at, beside its size. */
const SCAN_COST = 500;

/** The logged packets of one namespace for somebody in certain rooms, after one offset and up to another. */
export class MissedPackets implements PacketSource {
  #after: string;
  #upTo: string;

  /** @param finished called once, when it is read to its end or cancelled */
  constructor(
    private readonly log: PacketLog,
    private readonly namespace: string,
    private readonly rooms: readonly string[],
    { after, upTo }: { after: string; upTo: string },
    private readonly finished: (source: MissedPackets) => void,
  ) {
    this.#after = after;
    this.#upTo = upTo;
  }

  /** The offset after which it reads on. */
  get position(): string {
    return this.#after;
  }

  get weight(): number {
    return this.rooms.reduce((bytes, room) => bytes + roomBytes(room), 200);
  }

  get done(): boolean {
    return this.#after >= this.#upTo;
  }

  /** Reads as far as another offset. */
  extend(upTo: string): void {
    this.#upTo = upTo;
  }

  read(size: number): Packet[] {
    const packets: Packet[] = [];
    let length = 0;
    let looked = 0;
    for (const { offset, packet } of this.log.read(this.#after, this.#upTo)) {
      this.#after = offset;
      const weight = packet.frames.reduce((sum, frame) => sum + frame.length, 0);
      looked += weight + SCAN_COST;
      if (packet.namespace === this.namespace && isFor(packet, this.rooms)) {
        for (const data of packet.frames) packets.push({ type: "message", data });
        length += weight;
      }
      if (length >= size || looked >= SCAN_SIZE) return packets;
    }
    this.#after = this.#upTo;
    return packets;
  }

  append(other: PacketSource): boolean {
    if (!(other instanceof MissedPackets) || other.namespace !== this.namespace) return false;
    if (!haveSameMembers(this.rooms, other.rooms)) return false;
    this.#upTo = other.#upTo;
    return true;
  }

  cancel(): void {
    this.#after = this.#upTo;
    this.finished(this);
  }
}

/** Whether a packet was for somebody in these rooms. */
const isFor = ({ rooms, except }: { rooms: string[]; except: string[] }, own: readonly string[]): boolean =>
  (rooms.length === 0 || rooms.some((room) => own.includes(room))) &&
  !except.some((room) => own.includes(room));

const haveSameMembers = (rooms: readonly string[], others: readonly string[]): boolean =>
  rooms.length === others.length && rooms.every((room) => others.includes(room));
