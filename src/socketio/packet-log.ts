/**
 * The packets that a client may have missed, in storage, in order, under offsets that compare even when the packet they
 * name is gone.
 */

import { asBuffer } from "./engine/packet.ts";
import type { Parser } from "./options.ts";

const PACKET = "socketio:packet:";

/** What every offset begins with, so that a client's own string is not taken for one. */
const OFFSET_PREFIX = "~";

/** A packet as the server's encoder made it. */
export type LoggedFrames = Array<string | Uint8Array>;

/** One logged packet. */
interface LoggedPacket {
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

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly parser: Parser,
  ) {}

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

  /** What was sent after an offset to somebody in these rooms: the data of each event. */
  missed(from: string, namespace: string, sessionRooms: string[]): unknown[][] {
    const missed: unknown[][] = [];
    for (const [, packet] of this.kv.list<LoggedPacket>({ prefix: PACKET, startAfter: PACKET + from })) {
      if (packet.namespace !== namespace) continue;
      const included = packet.rooms.length === 0 || packet.rooms.some((room) => sessionRooms.includes(room));
      const excluded = packet.except.some((room) => sessionRooms.includes(room));
      if (included && !excluded) missed.push(this.#decode(packet.frames));
    }
    return missed;
  }

  /** Removes the packets from before a time, in milliseconds since the epoch. @returns whether any are left */
  trim(before: number): boolean {
    const old: string[] = [];
    let left = false;
    for (const [key, { at }] of this.kv.list<LoggedPacket>({ prefix: PACKET })) {
      left = at >= before;
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

  #decode(frames: LoggedFrames): unknown[] {
    const decoder = new this.parser.Decoder();
    let data: unknown[] = [];
    decoder.on("decoded", (packet) => {
      data = packet.data as unknown[];
    });
    for (const frame of frames) decoder.add(typeof frame === "string" ? frame : asBuffer(frame));
    return data;
  }
}

const toOffset = (id: number): string => OFFSET_PREFIX + id.toString(36).padStart(11, "0");

const fromOffset = (offset: string): number => Number.parseInt(offset.slice(OFFSET_PREFIX.length), 36);

/** Whether `text` is an offset that may have been given out: of the right form, and not beyond `last`. */
const isOffset = (text: string, last: number): boolean =>
  /^~[0-9a-z]{11}$/.test(text) && fromOffset(text) <= last;
