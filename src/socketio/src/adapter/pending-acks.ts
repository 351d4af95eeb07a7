/**
 * Acknowledgements that broadcasts expect. Those of a sleeping socket are kept here until it wakes; those that are late are
 * dropped, because Socket.IO has called back with a timeout by then.
 */

import type { AckCallback } from "../socketio-internals.ts";
import type { SocketState } from "../state/socket-state.ts";

/** Callbacks by socket id and packet id. */
export class PendingAcks {
  readonly #bySocket = new Map<string, Map<number, AckCallback>>();

  /** From how many sleeping sockets acknowledgements are expected. */
  get size(): number {
    return this.#bySocket.size;
  }

  /**
   * Expects an acknowledgement from each receiver of a packet, until all have come or the time is over.
   *
   * @param timeout in milliseconds
   * @param onAck is called with each acknowledgement
   * @returns a function to call for each receiver, before the packet is sent to it
   */
  expect(
    receivers: readonly SocketState[],
    packetId: number,
    timeout: number | undefined,
    onAck: (state: SocketState, args: unknown[]) => void,
  ): (state: SocketState) => void {
    const timer = setTimeout(() => {
      for (const { id, socket } of receivers) {
        socket?.acks.delete(packetId);
        this.#expire(id, packetId);
      }
    }, timeout);
    let missing = receivers.length;
    if (missing === 0) clearTimeout(timer);
    return (state) => {
      const ack: AckCallback = (...args) => {
        missing--;
        if (missing === 0) clearTimeout(timer);
        onAck(state, args);
      };
      if (state.socket !== undefined) state.socket.acks.set(packetId, ack);
      else this.#add(state.id, packetId, ack);
    };
  }

  /** Removes and returns the callbacks of a socket that has been woken. */
  take(socketId: string): Iterable<[number, AckCallback]> {
    const acks = this.#bySocket.get(socketId) ?? new Map<number, AckCallback>();
    this.#bySocket.delete(socketId);
    return acks;
  }

  /** Removes the callbacks of a socket that has left. */
  delete(socketId: string): void {
    this.#bySocket.delete(socketId);
  }

  #add(socketId: string, packetId: number, ack: AckCallback): void {
    const acks = this.#bySocket.get(socketId) ?? new Map<number, AckCallback>();
    this.#bySocket.set(socketId, acks.set(packetId, ack));
  }

  #expire(socketId: string, packetId: number): void {
    const acks = this.#bySocket.get(socketId);
    if (acks?.delete(packetId) && acks.size === 0) this.#bySocket.delete(socketId);
  }
}
