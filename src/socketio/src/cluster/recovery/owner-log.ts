/** The owner's log of broadcasts, for connection state recovery. The offset of a broadcast is its place in the order. */

import { fromOffset, PacketLog, toOffset } from "../../recovery/packet-log.ts";
import { PacketType } from "../../socketio-internals.ts";
import {
  decodeOptions,
  isBroadcast,
  type LoggedBroadcast,
  type LogPage,
  type OrderedMessage,
  type PublishedMessage,
} from "../messaging/messages.ts";
import type { PacketCodec } from "../messaging/packet-codec.ts";
import { sizeOfBroadcast } from "./broadcast-cache.ts";

const PREFIX = "socketio:cluster:packet:";

/** The last broadcast that was in the log, once there is none. */
const LAST = "socketio:cluster:last";

/** The size of frames from which a page ends, in characters or bytes. */
const PAGE_SIZE = 1_000_000;

/** How long a sender may take to publish a message again, in milliseconds. */
const RETRY_WINDOW = 60_000;

/** The log of an owner. */
export class OwnerLog {
  readonly #log: PacketLog;
  #last: number | undefined;

  /** @param onLogged is called after a broadcast has been logged */
  constructor(
    private readonly kv: SyncKvStorage,
    private readonly codec: PacketCodec,
    private readonly onLogged: () => void,
  ) {
    this.#log = new PacketLog(kv, PREFIX);
  }

  /** The place of the last broadcast that is, or was, in the log; 0 if there never was one. */
  get last(): number {
    this.#last ??= fromOffset(this.#log.readLastOffset()) || (this.kv.get<number>(LAST) ?? 0);
    return this.#last;
  }

  /** Adds the offset to a broadcast, and logs it unless it is volatile. Other messages are returned as they are. */
  log(ordered: OrderedMessage): OrderedMessage {
    const { message, seq, uid, number } = ordered;
    if (!isBroadcast(message) || message.data.requestId !== undefined) return ordered;
    const { opts, packet: frames, isRecoverable } = message.data;
    const packet = this.codec.decode(frames);
    const args = packet.data as unknown[];
    // A client takes a string at the end of any event for an offset.
    if (!isRecoverable && typeof args.at(-1) !== "string") return ordered;
    if (packet.type !== PacketType.EVENT) return ordered;
    const offset = toOffset(isRecoverable ? seq : this.last);
    const encoded = this.codec.encode({ ...packet, data: [...args, offset] });
    const stamped = { ...message, data: { ...message.data, packet: encoded } };
    if (!isRecoverable) return { ...ordered, message: stamped };
    const target = decodeOptions(opts);
    const isLogged = this.#log.add(offset, message.nsp, target, encoded, { uid, number });
    if (isLogged) {
      this.#last = seq;
      this.onLogged();
    }
    return { ...ordered, message: stamped, isLogged };
  }

  /** Whether a message has been logged, maybe before a restart. */
  has({ uid, number }: PublishedMessage): boolean {
    const since = Date.now() - RETRY_WINDOW;
    for (const { at, sender } of this.#log.readBackwards()) {
      if (at < since) return false;
      if (sender?.uid === uid && sender.number === number) return true;
    }
    return false;
  }

  /** Reads the broadcasts after one place, up to and including another. */
  read(after: number, upTo: number): LogPage {
    const { last } = this;
    const broadcasts: LoggedBroadcast[] = [];
    let size = 0;
    for (const { offset, packet } of this.#log.read(toOffset(after), toOffset(upTo))) {
      if (size >= PAGE_SIZE) return { broadcasts, isComplete: false, last };
      const { namespace, rooms, except, frames, sender = { uid: "", number: 0 } } = packet;
      const broadcast = { seq: fromOffset(offset), sender, namespace, rooms, except, frames };
      broadcasts.push(broadcast);
      size += sizeOfBroadcast(broadcast);
    }
    return { broadcasts, isComplete: true, last };
  }

  /**
   * Deletes old broadcasts. Returns whether some are left.
   *
   * @param before milliseconds since the epoch
   */
  trim(before: number): boolean {
    const { last } = this;
    const isLeft = this.#log.trim(before, undefined);
    // Offsets that clients have must not become invalid.
    if (!isLeft && last > 0 && this.kv.get<number>(LAST) !== last) this.kv.put(LAST, last);
    return isLeft;
  }
}
