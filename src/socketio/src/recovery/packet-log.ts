/**
 * The log of packets that clients may have missed. Offsets are ordered strings, so that one can be compared with others after
 * its packet has been deleted.
 */

const PACKET = "socketio:packet:";

/** The first character of each offset. It makes it unlikely that another string is taken for an offset. */
const OFFSET_PREFIX = "~";

/** A packet as the server's encoder returned it. */
export type LoggedFrames = Array<string | Uint8Array>;

/** A packet in the log. */
export interface LoggedPacket {
  namespace: string;
  /** Milliseconds since the epoch. */
  at: number;
  rooms: string[];
  except: string[];
  frames: LoggedFrames;
}

/** The rooms that a packet was sent to; no rooms mean the whole namespace. */
export interface Target {
  rooms: Set<string>;
  except?: Set<string>;
}

/** The packet log of an object. */
export class PacketLog {
  #lastId: number | undefined;

  constructor(private readonly kv: SyncKvStorage) {}

  /** The offset of the last packet. */
  get lastOffset(): string {
    return toOffset(this.#last());
  }

  /** Returns the offset for the next packet. The packet contains it, so it is needed before the packet is encoded. */
  nextOffset(): string {
    this.#lastId = Math.max(this.#last() + 1, Date.now() * 1000);
    return toOffset(this.#lastId);
  }

  /** Whether a string from a client can be an offset of this log. `now` is in milliseconds since the epoch. */
  canContain(offset: string, now: number): boolean {
    return isOffset(offset, Math.max(this.#last(), now * 1000));
  }

  /** Logs a packet. Returns `false` if it is larger than a row, 2 MB. */
  add(offset: string, namespace: string, { rooms, except }: Target, frames: LoggedFrames): boolean {
    const packet: LoggedPacket = {
      namespace,
      at: Date.now(),
      rooms: [...rooms],
      except: [...(except ?? [])],
      frames,
    };
    try {
      this.kv.put(PACKET + offset, packet);
      return true;
    } catch {
      return false;
    }
  }

  /** Reads the packets after one offset, up to and including another, in order. */
  *read(after: string, upTo: string): Iterable<{ offset: string; packet: LoggedPacket }> {
    const end = `${PACKET}${upTo}\0`;
    for (const [key, packet] of this.kv.list<LoggedPacket>({ startAfter: PACKET + after, end }))
      yield { offset: key.slice(PACKET.length), packet };
  }

  /**
   * Deletes old packets.
   *
   * @param before milliseconds since the epoch; packets from then on are kept
   * @param keepAfter an offset; packets after it are kept as well, because they are still being read
   * @returns whether packets are left
   */
  trim(before: number, keepAfter: string | undefined): boolean {
    const old: string[] = [];
    let left = false;
    for (const [key, { at }] of this.kv.list<LoggedPacket>({ prefix: PACKET })) {
      left = at >= before || (keepAfter !== undefined && key > PACKET + keepAfter);
      if (left) break;
      old.push(key);
    }
    for (const key of old) this.kv.delete(key);
    return left;
  }

  #last(): number {
    if (this.#lastId === undefined) {
      this.#lastId = 0;
      for (const [key] of this.kv.list({ prefix: PACKET, reverse: true, limit: 1 })) {
        this.#lastId = fromOffset(key.slice(PACKET.length));
      }
    }
    return this.#lastId;
  }
}

const toOffset = (id: number): string => OFFSET_PREFIX + id.toString(36).padStart(11, "0");

/** Returns the offset before another. */
export const previousOffset = (offset: string): string => toOffset(fromOffset(offset) - 1);

const fromOffset = (offset: string): number => Number.parseInt(offset.slice(OFFSET_PREFIX.length), 36);

/** Whether `text` has the form of an offset, and is not after `last`. */
const isOffset = (text: string, last: number): boolean =>
  /^~[0-9a-z]{11}$/.test(text) && fromOffset(text) <= last;
