/** The interface between a session and its connection. */

import type { Packet } from "../transports/packet.ts";
import type { PollingHeartbeat } from "../transports/polling-heartbeat.ts";
import type { CloseReason, PacketSource, ReadyState, Transport } from "../transports/transport.ts";

/** A connection as its session, adapters and the engine use it. */
export interface SessionConnection {
  readonly readyState: ReadyState;
  readonly transport: Transport;
  /** Set while the transport is long-polling. */
  readonly heartbeat: PollingHeartbeat | undefined;
  /** Whether a packet that is sent now leaves at once. */
  readonly writable: boolean;
  /** Whether the client has not yet got all packets that it missed. */
  readonly isCatchingUp: boolean;
  /** Handles a packet, or buffers it until the connection is rebuilt. */
  receive(packet: Packet): void;
  /** Sends a broadcast that was encoded once: `frames` for WebSockets, the same as `packets` otherwise. */
  sendFrames(frames: ReadonlyArray<string | Uint8Array>, packets: readonly Packet[]): void;
  /** Sends stored packets at the client's speed. */
  stream(source: PacketSource): void;
  /** Drops the next message. */
  skipNextWrite(): void;
  /** Closes the connection after the buffered packets have been sent; with `discard`, at once. */
  close(discard?: boolean): void;
  /** Ends the connection. */
  onClose(reason: CloseReason, description?: unknown): void;
}
