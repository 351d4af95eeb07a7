/**
 * What waits for a client that is catching up: packets, in order with sources that read older packets out of storage.
 *
 * What a client has missed may be more than fits into memory, or than the client may be sent before it proves that it
 * reads. So it stays in storage until the client can take the next part of it.
 */

import type { Packet } from "./packet.ts";

/** How much is read and sent at a time, in characters or bytes. */
const BATCH_SIZE = 250_000;

/** Packets that are in storage. */
export interface PacketSource {
  /** What the source itself takes in memory, in bytes, roughly. */
  readonly weight: number;
  /** Whether everything has been read. */
  readonly done: boolean;
  /** Reads about `size` characters or bytes on. None, without being done: it has looked far enough for one turn. */
  read(size: number): Packet[];
  /** Takes in another source that goes on where this one ends. @returns whether it could */
  append(other: PacketSource): boolean;
  /** Nobody will read on. */
  cancel(): void;
}

/** The queue of one connection. */
export class Backlog {
  readonly #queue: Array<Packet | PacketSource> = [];
  #size = 0;

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** What it takes in memory, in characters or bytes. */
  get size(): number {
    return this.#size;
  }

  addPacket(packet: Packet): void {
    this.#queue.push(packet);
    this.#size += packet.data?.length ?? 0;
  }

  addSource(source: PacketSource): void {
    const last = this.#queue.at(-1);
    if (last !== undefined && isSource(last) && last.append(source)) {
      source.cancel();
      return;
    }
    this.#queue.push(source);
    this.#size += source.weight;
  }

  /** The next packets, about {@link BATCH_SIZE} of them. None, without being empty: go on in another turn. */
  read(): Packet[] {
    const batch: Packet[] = [];
    let size = 0;
    const add = (packet: Packet): void => {
      batch.push(packet);
      size += packet.data?.length ?? 0;
    };
    while (size < BATCH_SIZE) {
      const [first] = this.#queue;
      if (first === undefined) break;
      if (isSource(first)) {
        const packets = first.read(BATCH_SIZE - size);
        packets.forEach(add);
        if (first.done) this.#shift();
        else if (packets.length === 0) break;
      } else {
        this.#shift();
        add(first);
      }
    }
    return batch;
  }

  /** Empties the queue, for a connection that ends. @returns the packets that are in storage nowhere */
  clear(): Packet[] {
    const packets: Packet[] = [];
    for (const item of this.#queue) {
      if (isSource(item)) item.cancel();
      else packets.push(item);
    }
    this.#queue.length = 0;
    this.#size = 0;
    return packets;
  }

  #shift(): void {
    const first = this.#queue.shift();
    if (first === undefined) return;
    this.#size -= isSource(first) ? first.weight : (first.data?.length ?? 0);
    if (isSource(first)) first.cancel();
  }
}

const isSource = (item: Packet | PacketSource): item is PacketSource => "read" in item;
