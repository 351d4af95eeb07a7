/**
 * The upgrade of a polling session: its client tests a WebSocket before the session moves to it.
 *
 * Source: https://socket.io/docs/v4/engine-io-protocol/#upgrade. A probe is in memory only, and has a time limit.
 */

import { decodeFrame } from "../transports/packet.ts";
import { closeWebSocket, sendFrame } from "../transports/send-queue.ts";
import type { Connection } from "./connection.ts";

/** How often a pending poll is answered during a probe, so that the upgrade is quick; in milliseconds. */
const NOOP_INTERVAL = 100;

/** What a probe needs from the engine. */
export interface UpgradeProbeOptions {
  connection: Connection;
  ws: WebSocket;
  /** In milliseconds. */
  timeout: number;
  /** The probe has ended, successfully or not. */
  onEnd(): void;
  /** Moves the session to the WebSocket. */
  upgrade(): void;
}

/** A WebSocket that a client probes. */
export class UpgradeProbe {
  readonly #timeout: ReturnType<typeof setTimeout>;
  #noopTimer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: UpgradeProbeOptions) {
    const { connection, timeout } = options;
    connection.upgrading = true;
    connection.once("close", this.#abort);
    this.#timeout = setTimeout(this.#abort, timeout);
  }

  /** Handles a frame: first the probe, then the upgrade packet. Any other frame aborts the probe. */
  onFrame(frame: string | Uint8Array): void {
    const { connection, ws } = this.options;
    const packet = decodeFrame(frame);
    if (packet.type === "ping" && packet.data === "probe") {
      sendFrame(ws, "3probe");
      connection.emit("upgrading", ws);
      clearInterval(this.#noopTimer);
      this.#noopTimer = setInterval(this.#endPoll, NOOP_INTERVAL);
      this.#endPoll();
    } else if (packet.type === "upgrade" && connection.readyState !== "closed") {
      this.stop();
      this.options.upgrade();
    } else {
      this.#abort();
    }
  }

  /** Ends the probe, and leaves its WebSocket open. */
  stop(): void {
    const { connection } = this.options;
    connection.upgrading = false;
    clearTimeout(this.#timeout);
    clearInterval(this.#noopTimer);
    connection.removeListener("close", this.#abort);
    this.options.onEnd();
  }

  readonly #endPoll = (): void => {
    const { transport } = this.options.connection;
    if (transport.name === "polling" && transport.writable) transport.send([{ type: "noop" }]);
  };

  readonly #abort = (): void => {
    this.stop();
    closeWebSocket(this.options.ws);
  };
}
