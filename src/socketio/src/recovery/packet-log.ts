/**
 * The log of packets that clients may have missed. Offsets are ordered strings, so that one can be compared with others after
 * its packet has been deleted.
 */

/** The prefix of the keys of an object's own log. */
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
  sender?: PacketSender;
}

/** Which message of a cluster a packet is from. */
export interface PacketSender {
  uid: string;
  number: number;
}

/** The rooms that a packet was sent to; no rooms mean the whole namespace. */
export interface Target {
  rooms: Set<string>;
  except?: Set<string>;
}

/** A log, as recovery uses it. */
export interface RecoveryLog {
  /** The offset of the last packet. */
  readonly lastOffset: string;
  /** Returns the offset for the next packet. The packet contains it, so it is needed before the packet is encoded. */
  nextOffset(): string;
  /** Returns an offset after all packets before the one at `offset`. */
  before(offset: string): string;
  /** Whether a string from a client can be an offset of this log. `now` is in milliseconds since the epoch. */
  canContain(offset: string, now: number): boolean;
  /** Logs a packet. Returns `false` if it is larger than a row, 2 MB. */
  add(offset: string, namespace: string, target: Target, frames: LoggedFrames): boolean;
  /** Reads the packets after one offset, up to and including another, in order. */
  read(after: string, upTo: string): Iterable<{ offset: string; packet: LoggedPacket }>;
  /**
   * Deletes old packets.
   *
   * @param before milliseconds since the epoch; packets from then on are kept
   * @param keepAfter an offset; packets after it are kept as well, because they are still being read
   * @returns whether packets are left
   */
  trim(before: number, keepAfter: string | undefined): boolean;
}

/** The packet log of an object. */
export class PacketLog implements RecoveryLog {
  #lastId: number | undefined;

  /** @param prefix of the keys in storage */
  constructor(
    private readonly kv: SyncKvStorage,
    private readonly prefix = PACKET,
  ) {}

  get lastOffset(): string {
    return toOffset(this.#last());
  }

  /** The offset of the last stored packet; that of 0 if there is none. Reads storage. */
  readLastOffset(): string {
    for (const [key] of this.kv.list({ prefix: this.prefix, reverse: true, limit: 1 }))
      return key.slice(this.prefix.length);
    return toOffset(0);
  }

  nextOffset(): string {
    this.#lastId = Math.max(this.#last() + 1, Date.now() * 1000);
    return toOffset(this.#lastId);
  }

  before(offset: string): string {
    return toOffset(fromOffset(offset) - 1);
  }

  canContain(offset: string, now: number): boolean {
    return isOffset(offset, Math.max(this.#last(), now * 1000));
  }

  /** @param sender identifies the packet in a cluster */
  add(
    offset: string,
    namespace: string,
    { rooms, except }: Target,
    frames: LoggedFrames,
    sender?: PacketSender,
  ): boolean {
    const packet: LoggedPacket = {
      namespace,
      at: Date.now(),
      rooms: [...rooms],
      except: [...(except ?? [])],
      frames,
    };
    if (sender !== undefined) packet.sender = sender;
    try {
      this.kv.put(this.prefix + offset, packet);
      return true;
    } catch {
      return false;
    }
  }

  *read(after: string, upTo: string): Iterable<{ offset: string; packet: LoggedPacket }> {
    const { prefix } = this;
    const end = `${prefix}${upTo}\0`;
    for (const [key, packet] of this.kv.list<LoggedPacket>({ startAfter: prefix + after, end }))
      yield { offset: key.slice(prefix.length), packet };
  }

  /** Reads the packets in the reverse order. */
  *readBackwards(): Iterable<LoggedPacket> {
    for (const [, packet] of this.kv.list<LoggedPacket>({ prefix: this.prefix, reverse: true })) yield packet;
  }

  trim(before: number, keepAfter: string | undefined): boolean {
    const old: string[] = [];
    let left = false;
    for (const [key, { at }] of this.kv.list<LoggedPacket>({ prefix: this.prefix })) {
      left = at >= before || (keepAfter !== undefined && key > this.prefix + keepAfter);
      if (left) break;
      old.push(key);
    }
    for (const key of old) this.kv.delete(key);
    return left;
  }

  #last(): number {
    this.#lastId ??= fromOffset(this.readLastOffset());
    return this.#lastId;
  }
}

/** Returns a number as an offset. */
export const toOffset = (id: number): string => OFFSET_PREFIX + id.toString(36).padStart(11, "0");

/** Returns the number of an offset. */
export const fromOffset = (offset: string): number => Number.parseInt(offset.slice(OFFSET_PREFIX.length), 36);

/** Whether `text` has the form of an offset, and is not after `last`. */
export const isOffset = (text: string, last: number): boolean =>
  /^~[0-9a-z]{11}$/.test(text) && fromOffset(text) <= last;
