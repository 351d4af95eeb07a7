/** The data of the `open` packet, which starts an Engine.IO session. */

import type { ResolvedOptions } from "../options.ts";
import type { Session } from "../state/session.ts";
import { PollingTransport } from "../transports/polling.ts";
import type { Transport } from "../transports/transport.ts";

/**
 * The `pingInterval` for a client that keeps its own heartbeat, in milliseconds: it expects no ping. With `pingTimeout` it
 * stays below 2^31, the largest delay of a timer.
 */
const NO_PINGS = 2_000_000_000;

/** Returns the data for a new session. Source: https://socket.io/docs/v4/engine-io-protocol/#handshake */
export function openPacketData(session: Session, transport: Transport, options: ResolvedOptions): string {
  const { pingInterval, pingTimeout, maxHttpBufferSize, allowUpgrades, transports } = options;
  const isUpgradable = allowUpgrades && transport.name === "polling" && transports.includes("websocket");
  return JSON.stringify({
    sid: session.id,
    upgrades: isUpgradable ? ["websocket"] : [],
    pingInterval: session.hasClientHeartbeat ? NO_PINGS : pingInterval,
    pingTimeout,
    maxPayload: maxHttpBufferSize,
  });
}

/** Whether a connection can be upgraded to a WebSocket now. */
export const canUpgrade = ({ transport, upgrading }: { transport: Transport; upgrading: boolean }): boolean =>
  transport instanceof PollingTransport && !upgrading;
