/**
 * The packets that a client may have missed, in storage, in order, under offsets that compare even when the packet they
 * name is gone.
 */

const PACKET = "socketio:packet:";

/** What every offset begins with, so that a client's own string is not taken for one. */
const OFFSET_PREFIX = "~";

/** A packet as the server's encoder made it. */
export type LoggedFrames = Array<string | Uint8Array>;

/** One logged packet. */
export interface LoggedPacket {
  namespace: string;
  at: number;
  rooms: string[];
  except: string[];
  frames: LoggedFrames;
}

/** Whom a packet was for. */
export interface Audience {
  rooms: Set<string>;
  except?: Set<string>;
}

export class PacketLog {
  #lastId: number | undefined;

  constructor(private readonly kv: SyncKvStorage) {}

  /** The offset of the last packet. */
  get end(): string {
    return toOffset(this.#last());
  }

  /** The next offset. It is part of the packet, so it must be known before the packet is encoded. */
  nextOffset(): string {
    this.#lastId = Math.max(this.#last() + 1, Date.now() * 1000);
    return toOffset(this.#lastId);
  }

  /** Whether an offset that a client sends may be one of ours. `now` is in milliseconds since the epoch. */
  mayHaveGiven(offset: string, now: number): boolean {
    return isOffset(offset, Math.max(this.#last(), now * 1000));
  }

  /** Logs an encoded packet. @returns whether it is kept: one that is too large for a row, 2 MB, is not */
  add(offset: string, namespace: string, { rooms, except }: Audience, frames: LoggedFrames): boolean {
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

  /** The packets after one offset and up to another, in order. */
  *read(after: string, upTo: string): Iterable<{ offset: string; packet: LoggedPacket }> {
    const end = `${PACKET}${upTo}\0`;
    for (const [key, packet] of this.kv.list<LoggedPacket>({ startAfter: PACKET + after, end }))
      yield { offset: key.slice(PACKET.length), packet };
  }

  /**
   * Removes the packets from before a time, in milliseconds since the epoch, but for those after an offset that somebody
   * still reads on from.
   *
   * @returns whether any are left
   */
  trim(before: number, readFrom: string | undefined): boolean {
    const old: string[] = [];
    let left = false;
    for (const [key, { at }] of this.kv.list<LoggedPacket>({ prefix: PACKET })) {
      left = at >= before || (readFrom !== undefined && key > PACKET + readFrom);
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

/** The offset before another. */
export const previousOffset = (offset: string): string => toOffset(fromOffset(offset) - 1);

const fromOffset = (offset: string): number => Number.parseInt(offset.slice(OFFSET_PREFIX.length), 36);

/** Whether `text` is an offset that may have been given out: of the right form, and not beyond `last`. */
const isOffset = (text: string, last: number): boolean =>
  /^~[0-9a-z]{11}$/.test(text) && fromOffset(text) <= last;
