/** What a connection needs of the transport below it. */

import type { TransportName } from "../options.ts";
import type { Packet } from "./packet.ts";

/** A way to carry Engine.IO packets: WebSocket or HTTP long-polling. */
export interface Transport {
  readonly name: TransportName;
  /** Whether packets sent now leave now. */
  readonly writable: boolean;
  send(packets: readonly Packet[]): void;
  /** Ends the transport, and calls `done` once its last packet has left. */
  close(done: () => void): void;
  /** The connection is over: says so to a peer that listens now, and lets go. */
  end(): void;
  /** Ends the transport because another has taken its place. */
  discard(): void;
}
