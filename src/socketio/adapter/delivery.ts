/** A packet on its way to many: encoded once, and written to each receiver, whether it is awake or not. */

import { encodeFrame, type Packet } from "../transports/packet.ts";
import type { PacketSource } from "../transports/catch-up-queue.ts";
import type { SocketState } from "../state/socket-state.ts";

/** A Socket.IO packet as the server broadcasts it. */
export interface BroadcastPacket {
  type: number;
  nsp?: string;
  id?: number;
  data?: unknown;
}

export class Delivery {
  /** What is written to a WebSocket as it is. */
  readonly #frames: ReadonlyArray<string | Uint8Array>;
  /** The same for a connection that wants to see them, or polls. */
  readonly #packets: readonly Packet[];

  /**
   * @param encoded the packet, by the server's own encoder
   * @param volatile it is for those only who can take it now
   * @param logged where it is in storage: reads it from there, for a socket that is still getting what it missed before
   */
  constructor(
    private readonly packet: BroadcastPacket,
    readonly encoded: Array<string | Uint8Array>,
    private readonly volatile: boolean,
    private readonly logged?: (state: SocketState) => PacketSource,
  ) {
    this.#packets = encoded.map((data): Packet => ({ type: "message", data }));
    this.#frames = this.#packets.map(encodeFrame);
  }

  /** Sends to one socket. It never throws: one bad receiver must not cost the others their packet. */
  to(state: SocketState): void {
    const { socket, session } = state;
    if (session === undefined) return;
    socket?.notifyOutgoingListeners(this.packet);
    const { connection, sendQueue } = session;
    if (connection !== undefined) {
      if (this.volatile && !connection.writable) return;
      if (this.logged !== undefined && connection.isCatchingUp) connection.stream(this.logged(state));
      else connection.sendFrames(this.#frames, this.#packets);
    } else if (sendQueue !== undefined && (!this.volatile || sendQueue.writable)) {
      for (const frame of this.#frames) sendQueue.write(frame);
    }
  }
}
