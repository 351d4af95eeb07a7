/**
 * The log of a node, as recovery reads it: the broadcasts of the cluster, which the owner has stored, and the packets that the
 * node sends to its own sockets only, which it stores itself.
 *
 * The offset of a broadcast is its place in the order of the cluster. The offset of another packet is that of the last broadcast
 * before it and a number after a hyphen, so that both are in the order in which the node has sent them.
 */

import {
  fromOffset,
  isOffset,
  type LoggedFrames,
  type LoggedPacket,
  PacketLog,
  type RecoveryLog,
  type Target,
  toOffset,
} from "../../recovery/packet-log.ts";
import type { LoggedBroadcast, LogPage } from "../messaging/messages.ts";
import { BroadcastCache, sizeOfBroadcast } from "./broadcast-cache.ts";

/** The most broadcasts that are loaded for clients that return, in bytes. A client that has missed more starts afresh. */
const MAX_LOADED_SIZE = 16_000_000;

/** The most packets of its own that a session takes to another node, in characters or bytes. */
const MAX_MOVED_SIZE = 4_000_000;

/** A packet that a session takes to another node. */
export interface MovedPacket {
  offset: string;
  frames: LoggedFrames;
}

/** What the log needs from the node. */
export interface ClusterLogHost {
  readonly kv: SyncKvStorage;
  /** The last broadcast in the owner's log that the node has handled. */
  position(): number;
  /** Resolves when the node has handled a broadcast; `false` if it does not exist, or takes too long. */
  reached(seq: number): Promise<boolean>;
  /** Reads a page of the owner's log. */
  readLog(after: number, upTo: number): Promise<LogPage>;
  /** The offset after which packets are still being read. */
  pinnedAfter(): string | undefined;
  /** Deletes what else is too old. Returns whether some of it is left. Times are in milliseconds since the epoch. */
  trimMore(before: number): boolean;
  reportError(error: unknown): void;
}

/** The log of a node. */
export class ClusterLog implements RecoveryLog {
  readonly #own: PacketLog;
  readonly #broadcasts: BroadcastCache;
  /** The offset of the last packet of its own. */
  #lastOwn: string | undefined;
  #lastNumber = 0;
  #lastLoad: Promise<unknown> = Promise.resolve();

  constructor(private readonly host: ClusterLogHost) {
    this.#own = new PacketLog(host.kv);
    this.#broadcasts = new BroadcastCache(() => host.pinnedAfter());
  }

  get lastOffset(): string {
    const broadcast = toOffset(this.host.position());
    const own = this.#readLastOwn();
    if (own > broadcast) return own;
    return broadcast;
  }

  nextOffset(): string {
    const previous = this.#readLastOwn();
    const seq = Math.max(this.host.position(), seqOf(previous));
    this.#lastNumber = Math.max(this.#lastNumber, numberOf(previous)) + 1;
    this.#lastNumber = Math.max(this.#lastNumber, Date.now() * 1000);
    return `${toOffset(seq)}-${this.#lastNumber.toString(36).padStart(11, "0")}`;
  }

  before(offset: string): string {
    const [seq = "", number] = offset.split("-");
    if (number !== undefined)
      return `${seq}-${(Number.parseInt(number, 36) - 1).toString(36).padStart(11, "0")}`;
    // After the packets of the node's own that precede the broadcast.
    return `${toOffset(fromOffset(seq) - 1)}~`;
  }

  canContain(offset: string, now: number): boolean {
    const [seq = "", number] = offset.split("-");
    return (
      isOffset(seq, Math.max(this.host.position(), now * 1000)) &&
      (number === undefined || (/^[0-9a-z]{11}$/.test(number) && offset.length === 2 * seq.length))
    );
  }

  add(offset: string, namespace: string, target: Target, frames: LoggedFrames): boolean {
    const isLogged = this.#own.add(offset, namespace, target, frames);
    if (isLogged && offset > this.#readLastOwn()) this.#lastOwn = offset;
    return isLogged;
  }

  *read(after: string, upTo: string): Iterable<{ offset: string; packet: LoggedPacket }> {
    const own = this.#own.read(after, upTo)[Symbol.iterator]();
    try {
      let next = own.next();
      for (const broadcast of this.#broadcasts.read(after, upTo)) {
        for (; !next.done && next.value.offset < broadcast.offset; next = own.next()) yield next.value;
        yield broadcast;
      }
      for (; !next.done; next = own.next()) yield next.value;
    } finally {
      own.return?.();
    }
  }

  trim(before: number, keepAfter: string | undefined): boolean {
    const isOwnLeft = this.#own.trim(before, keepAfter);
    return this.host.trimMore(before) || isOwnLeft;
  }

  /** The node gets the broadcasts after `seq` from now on. */
  startAfter(seq: number): void {
    this.#broadcasts.reset(seq);
  }

  /** Adds a broadcast that the node is about to handle. */
  append(broadcast: LoggedBroadcast): void {
    if (this.#broadcasts.after === undefined) this.#broadcasts.reset(broadcast.seq - 1);
    this.#broadcasts.append(broadcast);
  }

  /** Loads the broadcasts after an offset from the owner. Returns `false` if they are too many, or it cannot be reached. */
  async load(after: string): Promise<boolean> {
    const seq = seqOf(after);
    try {
      if (!(await this.host.reached(seq))) return false;
      const load = this.#lastLoad.then(() => this.#load(seq));
      this.#lastLoad = load.catch(() => {});
      return await load;
    } catch (error) {
      this.host.reportError(error);
      return false;
    }
  }

  /** Returns the packets of the node's own after an offset for which `isReceiver` holds; `undefined` if they are too many. */
  readOwn(after: string, isReceiver: (packet: LoggedPacket) => boolean): MovedPacket[] | undefined {
    const packets: MovedPacket[] = [];
    let size = 0;
    for (const { offset, packet } of this.#own.read(after, `${this.lastOffset}~`)) {
      if (!isReceiver(packet)) continue;
      size += packet.frames.reduce((sum, frame) => sum + frame.length, 0);
      if (size > MAX_MOVED_SIZE) return undefined;
      packets.push({ offset, frames: packet.frames });
    }
    return packets;
  }

  async #load(seq: number): Promise<boolean> {
    const release = this.#broadcasts.hold();
    try {
      const upTo = this.#broadcasts.after ?? this.host.position();
      if (seq >= upTo) {
        if (this.#broadcasts.after === undefined) this.#broadcasts.reset(upTo);
        return true;
      }
      const loaded: LoggedBroadcast[] = [];
      let size = 0;
      for (let after = seq, isComplete = false; !isComplete; after = loaded.at(-1)?.seq ?? upTo) {
        const page = await this.host.readLog(after, upTo);
        for (const broadcast of page.broadcasts) {
          loaded.push(broadcast);
          size += sizeOfBroadcast(broadcast);
        }
        if (size > MAX_LOADED_SIZE) return false;
        isComplete = page.isComplete;
      }
      this.#broadcasts.prepend(loaded, seq);
      return true;
    } finally {
      release();
    }
  }

  #readLastOwn(): string {
    this.#lastOwn ??= this.#own.readLastOffset();
    return this.#lastOwn;
  }
}

/** The last broadcast up to an offset. */
const seqOf = (offset: string): number => fromOffset(offset.split("-")[0] ?? "") || 0;

/** The number of a packet of a node's own, or 0. */
const numberOf = (offset: string): number => Number.parseInt(offset.split("-")[1] ?? "0", 36);
