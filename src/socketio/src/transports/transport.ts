/** The interface between a connection and its transport, and the source of packets that a connection reads from. */

import type { TransportName } from "../options.ts";
import type { Packet } from "./packet.ts";

/** Carries Engine.IO packets, over a WebSocket or by HTTP long-polling. */
export interface Transport {
  readonly name: TransportName;
  /** Whether a packet that is sent now leaves at once. */
  readonly writable: boolean;
  send(packets: readonly Packet[]): void;
  /** Closes the transport, and calls `done` once its last packet has left. */
  close(done: () => void): void;
  /** The connection has ended: closes the transport at once. */
  end(): void;
  /** Closes the transport after another has replaced it. */
  discard(): void;
}

/** Stored packets that a client has missed, read in parts. */
export interface PacketSource {
  /** About how much memory the source itself takes, in bytes. */
  readonly memorySize: number;
  /** Whether all packets have been read. */
  readonly done: boolean;
  /**
   * Reads the next packets, about `size` characters or bytes.
   *
   * @returns an empty array, while not {@link done}, after as much work as one turn of the event loop should take
   */
  read(size: number): Packet[];
  /** Extends this source by one that continues where it ends. Returns whether it could. */
  append(other: PacketSource): boolean;
  /** Stops reading for good. */
  cancel(): void;
}

/** Whether a connection is open. */
export type ReadyState = "open" | "closing" | "closed";

/** Why a connection ended. Source: https://socket.io/docs/v4/server-socket-instance/#disconnect */
export type CloseReason =
  | "transport error"
  | "transport close"
  | "forced close"
  | "ping timeout"
  | "parse error";
