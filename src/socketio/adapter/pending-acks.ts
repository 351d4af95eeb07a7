/**
 * Acknowledgements that a broadcast waits for. One that a sleeping socket owes is kept here until it wakes; one that
 * nobody gave in time is forgotten, since Socket.IO has answered the caller by then.
 */

import type { SocketState } from "../state/socket-state.ts";
import type { AckCallback } from "../socketio-internals.ts";

/** Acknowledgements by socket id and packet id. */
export class PendingAcks {
  readonly #owed = new Map<string, Map<number, AckCallback>>();

  /** How many sockets owe something while they sleep. */
  get size(): number {
    return this.#owed.size;
  }

  /**
   * Gathers what the receivers of a packet answer, until all have or `timeout` milliseconds have passed: Socket.IO has
   * answered the caller then, and what comes later, or never, is nobody's.
   *
   * @param answered hears of each answer
   * @returns a function to call for each receiver, before the packet is sent to it
   */
  gather(
    receivers: readonly SocketState[],
    packetId: number,
    timeout: number | undefined,
    answered: (state: SocketState, args: unknown[]) => void,
  ): (state: SocketState) => void {
    const timer = setTimeout(() => {
      for (const { id, socket } of receivers) {
        socket?.acks.delete(packetId);
        this.expire(id, packetId);
      }
    }, timeout);
    let waiting = receivers.length;
    if (waiting === 0) clearTimeout(timer);
    return (state) => {
      const ack: AckCallback = (...args) => {
        waiting--;
        if (waiting === 0) clearTimeout(timer);
        answered(state, args);
      };
      if (state.socket !== undefined) state.socket.acks.set(packetId, ack);
      else this.owe(state.id, packetId, ack);
    };
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
