/** A packet on its way to many: encoded once, and written to each receiver, whether it is awake or not. */

import { encodeFrame, type Packet } from "./engine/packet.ts";
import type { SocketState } from "./state/socket-state.ts";

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
   */
  constructor(
    private readonly packet: BroadcastPacket,
    readonly encoded: Array<string | Uint8Array>,
    private readonly volatile: boolean,
  ) {
    this.#packets = encoded.map((data): Packet => ({ type: "message", data }));
    this.#frames = this.#packets.map(encodeFrame);
  }

  /** Sends to one socket. It never throws: one bad receiver must not cost the others their packet. */
  to({ socket, session }: SocketState): void {
    if (session === undefined) return;
    socket?.notifyOutgoingListeners(this.packet);
    const { connection, outlet } = session;
    if (connection !== undefined) {
      if (!this.volatile || connection.transport.writable) connection.sendFrames(this.#frames, this.#packets);
    } else if (outlet !== undefined && (!this.volatile || outlet.writable)) {
      for (const frame of this.#frames) outlet.write(frame);
    }
  }
}
