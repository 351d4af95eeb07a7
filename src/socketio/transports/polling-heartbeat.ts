/**
 * The heartbeat of a long-polling session: timers, because the session lives in memory anyway. They are what keeps the
 * object awake between two polls, until the deadline that a silent client misses.
 */

import type { Connection } from "../engine/connection.ts";
import type { PacketType } from "./packet.ts";

/** How a session's heartbeat is kept. Both durations in milliseconds. */
export interface HeartbeatOptions {
  pingInterval: number;
  pingTimeout: number;
  /** Whether the client pings by itself, so that it is only listened for. */
  byClient: boolean;
}

/** Pings a polling client, or listens for its pings, and ends a session that went silent. */
export class PollingHeartbeat {
  #ping: ReturnType<typeof setTimeout> | undefined;
  #timeout: ReturnType<typeof setTimeout> | undefined;
  #deadline = Number.POSITIVE_INFINITY;
  #extended = false;

  constructor(
    private readonly connection: Connection,
    private readonly options: HeartbeatOptions,
  ) {
    if (options.byClient) this.#expire(options.pingInterval + options.pingTimeout);
    else this.#schedulePing();
  }

  /** Whether the session outlived its deadline, though its timer has not run yet. */
  get expired(): boolean {
    return Date.now() > this.#deadline;
  }

  /** A request of the session arrived. */
  requested(): void {
    if (this.options.byClient) this.#expire(this.options.pingInterval + this.options.pingTimeout);
  }

  /** A packet of the session arrived. While a pong is awaited, other traffic extends the wait once. */
  received(type: PacketType): void {
    if (this.options.byClient) return;
    if (type === "pong") {
      clearTimeout(this.#timeout);
      this.#deadline = Number.POSITIVE_INFINITY;
      this.#timeout = undefined;
      this.#schedulePing();
    } else if (this.#timeout !== undefined && !this.#extended) {
      this.#extended = true;
      this.#expire(this.options.pingTimeout);
    }
  }

  stop(): void {
    clearTimeout(this.#ping);
    clearTimeout(this.#timeout);
  }

  #schedulePing(): void {
    clearTimeout(this.#ping);
    this.#ping = setTimeout(() => {
      this.#extended = false;
      this.connection.sendPacket("ping");
      this.#expire(this.options.pingTimeout);
    }, this.options.pingInterval);
  }

  #expire(after: number): void {
    clearTimeout(this.#timeout);
    this.#deadline = Date.now() + after;
    this.#timeout = setTimeout(() => this.connection.onClose("ping timeout"), after);
  }
}
