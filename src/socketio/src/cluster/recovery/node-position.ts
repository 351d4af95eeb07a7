/**
 * How far a node has come in the owner's log. It is kept in the attachments of the node's WebSockets, so that it lives as long as
 * they do: through hibernation, but not through a crash, in which they are closed.
 */

import { MessageType } from "socket.io-adapter";
import {
  isBroadcast,
  type LoggedBroadcast,
  type LogPage,
  type OrderedMessage,
} from "../messaging/messages.ts";

/** What the position needs from the node. */
export interface NodePositionHost {
  /** How long a call between objects may take, in milliseconds. */
  readonly callTimeout: number;
  /** Reads the largest position in the attachments of the node's WebSockets, or 0. */
  read(): number;
  /** Saves the position in an attachment, in this turn of the event loop. */
  save(): void;
  readLog(after: number, upTo: number): Promise<LogPage>;
  /** The node has joined the cluster. */
  onStart(seq: number): void;
  /** The node is about to handle a broadcast. */
  onBroadcast(broadcast: LoggedBroadcast): void;
}

/** The position of a node. */
export class NodePosition {
  #seq: number | undefined;
  #hasChanged = false;
  readonly #waiting = new Set<{ seq: number; resolve: (isReached: boolean) => void }>();

  constructor(private readonly host: NodePositionHost) {}

  /** The last broadcast in the log that the node has handled, or 0. */
  get seq(): number {
    return this.load();
  }

  /** Reads the position from the attachments, unless it is known. */
  load(): number {
    this.#seq ??= this.host.read();
    return this.#seq;
  }

  /** The same, if it is known without reading attachments. */
  get known(): number | undefined {
    return this.#seq;
  }

  /** The node gets the broadcasts after `seq` from now on. */
  startAfter(seq: number): void {
    this.#seq = seq;
    this.host.onStart(seq);
  }

  /** Returns `false` if the node has handled a logged broadcast before. */
  advance({ seq, isLogged, message, uid, number }: OrderedMessage): boolean {
    if (!isLogged || !isBroadcast(message)) return true;
    if (seq <= this.seq) return false;
    this.#seq = seq;
    this.#hasChanged = true;
    const { opts, packet: frames } = message.data;
    const { rooms, except } = opts;
    this.host.onBroadcast({ seq, sender: { uid, number }, namespace: message.nsp, rooms, except, frames });
    return true;
  }

  /** Saves the position, if it has changed, and resolves what waits for it. */
  save(): void {
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    this.host.save();
    for (const waiting of this.#waiting) if (waiting.seq <= this.seq) waiting.resolve(true);
  }

  /** Reads the broadcasts up to `seq`, which the owner could not deliver. */
  async *readMissed(seq: number): AsyncIterable<OrderedMessage> {
    for (let isComplete = false; !isComplete && this.seq < seq; ) {
      const page = await this.host.readLog(this.seq, seq);
      for (const broadcast of page.broadcasts) yield toOrdered(broadcast);
      isComplete = page.isComplete;
    }
    if (this.seq >= seq) return;
    // The rest has been trimmed: it is too old for recovery.
    this.#seq = seq;
    this.#hasChanged = true;
  }

  /** Resolves when the node has handled a broadcast; `false` if the broadcast does not exist, or takes too long. */
  async reached(seq: number): Promise<boolean> {
    if (seq <= this.seq) return true;
    const { last } = await this.host.readLog(seq, seq);
    if (seq > last) return false;
    if (seq <= this.seq) return true;
    return new Promise((resolve) => {
      const end = (isReached: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(waiting);
        resolve(isReached);
      };
      const timer = setTimeout(() => end(false), this.host.callTimeout);
      const waiting = { seq, resolve: end };
      this.#waiting.add(waiting);
    });
  }
}

function toOrdered({ seq, sender, namespace, rooms, except, frames }: LoggedBroadcast): OrderedMessage {
  const opts = { rooms, except, flags: {} };
  const data = { opts, packet: frames, isRecoverable: true };
  return { ...sender, seq, isLogged: true, message: { nsp: namespace, type: MessageType.BROADCAST, data } };
}
