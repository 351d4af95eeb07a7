/** The last broadcasts of a cluster, in the memory of a node: a part of the owner's log without gaps. */

import { fromOffset, type LoggedPacket, toOffset } from "../../recovery/packet-log.ts";
import type { LoggedBroadcast } from "../messaging/messages.ts";

/** The size of frames from which broadcasts that are not being read are dropped, in characters or bytes. */
const KEEP_SIZE = 2_000_000;

/** The memory that a broadcast takes beside its frames, in bytes. */
const BASE_SIZE = 300;

/** A broadcast as recovery reads it. */
interface CachedPacket {
  offset: string;
  packet: LoggedPacket;
  size: number;
}

/** The cache of a node. */
export class BroadcastCache {
  #packets: CachedPacket[] = [];
  /** The index of the first packet that has not been dropped. */
  #start = 0;
  #size = 0;
  /** All later broadcasts are here. */
  #after: number | undefined;
  /** How many callers need that nothing is dropped. */
  #holds = 0;

  /** @param pinnedAfter returns the offset after which packets are still being read */
  constructor(private readonly pinnedAfter: () => string | undefined) {}

  /** All broadcasts after this one are here; `undefined` if nothing is known yet. */
  get after(): number | undefined {
    return this.#after;
  }

  /** Empties the cache. The next broadcast is the one after `seq`. */
  reset(seq: number): void {
    this.#packets = [];
    this.#start = 0;
    this.#size = 0;
    this.#after = seq;
  }

  /** Adds the broadcast that follows. */
  append(broadcast: LoggedBroadcast): void {
    const cached = toCached(broadcast);
    this.#packets.push(cached);
    this.#size += cached.size;
    this.#trim();
  }

  /** Adds the broadcasts that precede, all of those after `after`. */
  prepend(broadcasts: readonly LoggedBroadcast[], after: number): void {
    const added = broadcasts.map(toCached);
    this.#packets = [...added, ...this.#packets.slice(this.#start)];
    this.#start = 0;
    for (const { size } of added) this.#size += size;
    this.#after = after;
  }

  /** Drops nothing until the returned function is called. */
  hold(): () => void {
    this.#holds++;
    return () => {
      this.#holds--;
    };
  }

  /** Reads the packets after one offset, up to and including another. */
  *read(after: string, upTo: string): Iterable<{ offset: string; packet: LoggedPacket }> {
    for (let index = this.#indexAfter(after); index < this.#packets.length; index++) {
      const cached = this.#packets[index];
      if (cached === undefined || cached.offset > upTo) return;
      yield cached;
    }
  }

  /** The index of the first packet after an offset. */
  #indexAfter(offset: string): number {
    let low = this.#start;
    let high = this.#packets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#packets[middle]?.offset ?? "") > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #trim(): void {
    if (this.#size <= KEEP_SIZE || this.#holds > 0) return;
    const pinned = this.pinnedAfter();
    while (this.#size > KEEP_SIZE) {
      const first = this.#packets[this.#start];
      if (first === undefined || (pinned !== undefined && first.offset > pinned)) break;
      this.#size -= first.size;
      this.#after = fromOffset(first.offset);
      this.#start++;
    }
    if (this.#start <= this.#packets.length / 2) return;
    this.#packets = this.#packets.slice(this.#start);
    this.#start = 0;
  }
}

const toCached = (broadcast: LoggedBroadcast): CachedPacket => {
  const { seq, namespace, rooms, except, frames } = broadcast;
  const packet = { namespace, at: 0, rooms, except, frames };
  return { offset: toOffset(seq), packet, size: sizeOfBroadcast(broadcast) };
};

/** About how much memory a broadcast takes, in bytes. */
export const sizeOfBroadcast = ({ frames }: LoggedBroadcast): number =>
  frames.reduce((sum, frame) => sum + frame.length, BASE_SIZE);
