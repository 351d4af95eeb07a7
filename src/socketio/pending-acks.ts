/**
 * Acknowledgements that a broadcast waits for. One that a sleeping socket owes is kept here until it wakes; one that
 * nobody gave in time is forgotten, since Socket.IO has answered the caller by then.
 */

import type { AckCallback } from "./stock.ts";

/** Acknowledgements by socket id and packet id. */
export class PendingAcks {
  readonly #owed = new Map<string, Map<number, AckCallback>>();

  /** How many sockets owe something while they sleep. */
  get size(): number {
    return this.#owed.size;
  }

  /** A sleeping socket owes an acknowledgement. */
  owe(socketId: string, packetId: number, ack: AckCallback): void {
    const owed = this.#owed.get(socketId) ?? new Map<number, AckCallback>();
    this.#owed.set(socketId, owed.set(packetId, ack));
  }

  /** The acknowledgements that a socket owed while it slept. They are its own again. */
  take(socketId: string): Iterable<[number, AckCallback]> {
    const owed = this.#owed.get(socketId) ?? new Map<number, AckCallback>();
    this.#owed.delete(socketId);
    return owed;
  }

  /** A socket is gone, and what it owed with it. */
  forget(socketId: string): void {
    this.#owed.delete(socketId);
  }

  /** Nobody waits for an acknowledgement any more. */
  expire(socketId: string, packetId: number): void {
    const owed = this.#owed.get(socketId);
    if (owed?.delete(packetId) && owed.size === 0) this.#owed.delete(socketId);
  }
}
