/** A packet for several sockets: encoded once, and sent to each of them, awake or asleep. */

import type { SocketState } from "../state/socket-state.ts";
import { encodeFrame, type Packet } from "../transports/packet.ts";
import type { PacketSource } from "../transports/transport.ts";

/** A Socket.IO packet as the server broadcasts it. */
export interface BroadcastPacket {
  type: number;
  nsp?: string;
  id?: number;
  data?: unknown;
}

/** How a packet is delivered. */
export interface DeliveryOptions {
  /** Whether the packet is dropped for clients that cannot take it now. */
  volatile: boolean;
  /** Reads the packet from the log, for a socket that has not yet got all packets before it. Unset if it is not logged. */
  sourceFor?: ((state: SocketState) => PacketSource) | undefined;
}

/** Sends one packet. */
export class Delivery {
  /** The frames for WebSockets. */
  readonly #frames: ReadonlyArray<string | Uint8Array>;
  /** The same for long-polling, and for connections with `packetCreate` listeners. */
  readonly #packets: readonly Packet[];

  /** @param encoded the packet as the server's encoder returned it */
  constructor(
    private readonly packet: BroadcastPacket,
    encoded: Array<string | Uint8Array>,
    private readonly options: DeliveryOptions,
  ) {
    this.#packets = encoded.map((data): Packet => ({ type: "message", data }));
    this.#frames = this.#packets.map(encodeFrame);
  }

  /** Sends the packet to a socket. */
  sendTo(state: SocketState): void {
    const { socket, session } = state;
    if (session === undefined) return;
    socket?.notifyOutgoingListeners(this.packet);
    const { volatile, sourceFor } = this.options;
    const { connection, sendQueue } = session;
    if (connection !== undefined) {
      if (volatile && !connection.writable) return;
      if (sourceFor !== undefined && connection.isCatchingUp) connection.stream(sourceFor(state));
      else connection.sendFrames(this.#frames, this.#packets);
    } else if (sendQueue !== undefined && (!volatile || sendQueue.writable)) {
      for (const frame of this.#frames) sendQueue.write(frame);
    }
  }
}
