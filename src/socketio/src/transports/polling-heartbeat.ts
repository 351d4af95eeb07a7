/**
 * The heartbeat of a long-polling session. It uses timers, because such a session exists in memory only; they also keep the
 * object awake between two polls.
 */

import type { PacketType } from "./packet.ts";
import type { CloseReason } from "./transport.ts";

/** How the heartbeat of a session works. Durations are in milliseconds. */
export interface HeartbeatOptions {
  pingInterval: number;
  pingTimeout: number;
  /** Whether the client pings the server, so that the server sends no pings. */
  byClient: boolean;
}

/** The part of a connection that its heartbeat uses. */
interface HeartbeatConnection {
  sendPacket(type: "ping"): void;
  onClose(reason: CloseReason): void;
}

/** Pings a polling client, or waits for its pings, and ends a session whose client is silent. */
export class PollingHeartbeat {
  #pingTimer: ReturnType<typeof setTimeout> | undefined;
  #timeout: ReturnType<typeof setTimeout> | undefined;
  #deadline = Number.POSITIVE_INFINITY;
  #extended = false;

  constructor(
    private readonly connection: HeartbeatConnection,
    private readonly options: HeartbeatOptions,
  ) {
    if (options.byClient) this.#expireAfter(options.pingInterval + options.pingTimeout);
    else this.#schedulePing();
  }

  /** Whether the deadline has passed. Its timer may not have run yet. */
  get expired(): boolean {
    return Date.now() > this.#deadline;
  }

  /** The client sent a request. */
  onRequest(): void {
    if (this.options.byClient) this.#expireAfter(this.options.pingInterval + this.options.pingTimeout);
  }

  /** The client sent a packet. While a pong is due, packets of another type extend the deadline once. */
  onPacket(type: PacketType): void {
    if (this.options.byClient) return;
    if (type === "pong") {
      clearTimeout(this.#timeout);
      this.#deadline = Number.POSITIVE_INFINITY;
      this.#timeout = undefined;
      this.#schedulePing();
    } else if (this.#timeout !== undefined && !this.#extended) {
      this.#extended = true;
      this.#expireAfter(this.options.pingTimeout);
    }
  }

  stop(): void {
    clearTimeout(this.#pingTimer);
    clearTimeout(this.#timeout);
  }

  #schedulePing(): void {
    clearTimeout(this.#pingTimer);
    this.#pingTimer = setTimeout(() => {
      this.#extended = false;
      this.connection.sendPacket("ping");
      this.#expireAfter(this.options.pingTimeout);
    }, this.options.pingInterval);
  }

  #expireAfter(duration: number): void {
    clearTimeout(this.#timeout);
    this.#deadline = Date.now() + duration;
    this.#timeout = setTimeout(() => this.connection.onClose("ping timeout"), duration);
  }
}
