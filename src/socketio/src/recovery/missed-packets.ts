/** The packets that a socket has missed, read from the log in parts. */

import { roomBytes } from "../state/attachment.ts";
import type { Packet } from "../transports/packet.ts";
import type { PacketSource } from "../transports/transport.ts";
import type { RecoveryLog } from "./packet-log.ts";

/** How much of the log is scanned in one turn of the event loop, in characters or bytes. */
const SCAN_SIZE = 4_000_000;

/** The cost of scanning a packet beside its size, in the same unit. */
const SCAN_COST = 500;

/** The memory that a source takes beside the names of its rooms, in bytes. */
const BASE_BYTES = 200;

/** The logged packets of a namespace for a socket in certain rooms, after one offset and up to another. */
export class MissedPackets implements PacketSource {
  #after: string;
  #upTo: string;

  /** @param onEnd is called once, when all packets have been read or the reading is cancelled */
  constructor(
    private readonly log: RecoveryLog,
    private readonly namespace: string,
    private readonly rooms: readonly string[],
    { after, upTo }: { after: string; upTo: string },
    private readonly onEnd: (source: MissedPackets) => void,
  ) {
    this.#after = after;
    this.#upTo = upTo;
  }

  /** The offset of the last packet that has been read. */
  get position(): string {
    return this.#after;
  }

  get memorySize(): number {
    return this.rooms.reduce((bytes, room) => bytes + roomBytes(room), BASE_BYTES);
  }

  get done(): boolean {
    return this.#after >= this.#upTo;
  }

  /** Moves the end to another offset. */
  extend(upTo: string): void {
    this.#upTo = upTo;
  }

  read(size: number): Packet[] {
    const packets: Packet[] = [];
    let readSize = 0;
    let scannedSize = 0;
    for (const { offset, packet } of this.log.read(this.#after, this.#upTo)) {
      this.#after = offset;
      const packetSize = packet.frames.reduce((sum, frame) => sum + frame.length, 0);
      scannedSize += packetSize + SCAN_COST;
      if (packet.namespace === this.namespace && isForRooms(packet, this.rooms)) {
        for (const data of packet.frames) packets.push({ type: "message", data });
        readSize += packetSize;
      }
      if (readSize >= size || scannedSize >= SCAN_SIZE) return packets;
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
    this.onEnd(this);
  }
}

/** Whether a socket in rooms `own` was a receiver of a packet. */
export const isForRooms = (
  { rooms, except }: { rooms: string[]; except: string[] },
  own: readonly string[],
): boolean =>
  (rooms.length === 0 || rooms.some((room) => own.includes(room))) &&
  !except.some((room) => own.includes(room));

const haveSameMembers = (rooms: readonly string[], others: readonly string[]): boolean =>
  rooms.length === others.length && rooms.every((room) => others.includes(room));
