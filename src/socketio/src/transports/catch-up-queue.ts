/**
 * The packets for a client that is catching up: new packets, in order with sources that read older ones from storage.
 *
 * A client may have missed more than fits into memory, or than it may be sent before it acknowledges what it got. So missed
 * packets stay in storage until the client can take the next batch.
 */

import type { Packet } from "./packet.ts";
import type { PacketSource } from "./transport.ts";

/** The size of a batch, in characters or bytes. */
const BATCH_SIZE = 250_000;

/** The queue of one connection. */
export class CatchUpQueue {
  readonly #items: Array<Packet | PacketSource> = [];
  #size = 0;

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** How much memory the queue takes, in characters or bytes. */
  get size(): number {
    return this.#size;
  }

  addPacket(packet: Packet): void {
    this.#items.push(packet);
    this.#size += packet.data?.length ?? 0;
  }

  addSource(source: PacketSource): void {
    const last = this.#items.at(-1);
    if (last !== undefined && isSource(last) && last.append(source)) {
      source.cancel();
      return;
    }
    this.#items.push(source);
    this.#size += source.memorySize;
  }

  /** Removes the next packets, about {@link BATCH_SIZE}. An empty array while not {@link isEmpty}: read in another turn. */
  read(): Packet[] {
    const batch: Packet[] = [];
    let size = 0;
    const add = (packet: Packet): void => {
      batch.push(packet);
      size += packet.data?.length ?? 0;
    };
    while (size < BATCH_SIZE) {
      const [first] = this.#items;
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

  /** Empties the queue of a connection that ends. Returns the packets that are not in storage. */
  clear(): Packet[] {
    const packets: Packet[] = [];
    for (const item of this.#items) {
      if (isSource(item)) item.cancel();
      else packets.push(item);
    }
    this.#items.length = 0;
    this.#size = 0;
    return packets;
  }

  #shift(): void {
    const first = this.#items.shift();
    if (first === undefined) return;
    this.#size -= isSource(first) ? first.memorySize : (first.data?.length ?? 0);
    if (isSource(first)) first.cancel();
  }
}

const isSource = (item: Packet | PacketSource): item is PacketSource => "read" in item;
