/**
 * The upgrade of a polling session: a WebSocket that proves it works before it takes over.
 *
 * Source: Engine.IO protocol 4, "Upgrade". The probe is in memory only; its timer bounds how long it lasts.
 */

import type { Connection } from "./connection.ts";
import { decodeFrame } from "../transports/packet.ts";
import { closeWebSocket, sendFrame } from "../transports/websocket.ts";

/** How often a waiting poll is ended while the client probes, so that the upgrade is quick; in milliseconds. */
const NOOP_INTERVAL = 100;

/** A WebSocket that asks to carry a session. */
export class UpgradeProbe {
  readonly #timeout: ReturnType<typeof setTimeout>;
  #noop: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly ws: WebSocket,
    upgradeTimeout: number,
    private readonly ended: () => void,
    private readonly complete: () => void,
  ) {
    connection.upgrading = true;
    connection.once("close", this.#abandon);
    this.#timeout = setTimeout(this.#abandon, upgradeTimeout);
  }

  /** Handles a frame: the probe, then the upgrade; anything else ends it. */
  onFrame(frame: string | Uint8Array): void {
    const packet = decodeFrame(frame);
    if (packet.type === "ping" && packet.data === "probe") {
      sendFrame(this.ws, "3probe");
      this.connection.emit("upgrading", this.ws);
      clearInterval(this.#noop);
      this.#noop = setInterval(this.#endPoll, NOOP_INTERVAL);
      this.#endPoll();
    } else if (packet.type === "upgrade" && this.connection.readyState !== "closed") {
      this.stop();
      this.complete();
    } else {
      this.#abandon();
    }
  }

  /** Ends the probe without touching its WebSocket. */
  stop(): void {
    this.connection.upgrading = false;
    clearTimeout(this.#timeout);
    clearInterval(this.#noop);
    this.connection.removeListener("close", this.#abandon);
    this.ended();
  }

  readonly #endPoll = (): void => {
    const { transport } = this.connection;
    if (transport.name === "polling" && transport.writable) transport.send([{ type: "noop" }]);
  };

  readonly #abandon = (): void => {
    this.stop();
    closeWebSocket(this.ws);
  };
}
