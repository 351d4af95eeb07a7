/**
 * The page's heartbeat: the page pings and the server answers, the reverse of Engine.IO.
 *
 * A hibernating room can answer a ping without waking up, but cannot send one. So the handshake of a client with
 * `heartbeat=client` announces an endless ping interval, and the page detects a lost connection itself, within two
 * intervals.
 */
import type { Clock } from "../clock.ts";

/** In milliseconds. */
export const PING_INTERVAL = 25_000;

/** How long the answer to a probe may take, in milliseconds. */
export const PROBE_TIMEOUT = 5_000;

const UNANSWERED_LIMIT = 2;

/** The part of `engine.io-client`'s `Socket` that a heartbeat needs. */
export interface HeartbeatEngine {
  readonly transport: { writable: boolean; send(packets: { type: "ping" }[]): void };
  on(event: "packet", listener: () => void): unknown;
  off(event: "packet", listener: () => void): unknown;
  close(): unknown;
}

/** Pings one engine until it is stopped, and closes it after two pings without an answer. */
export class PageHeartbeat {
  #unanswered = 0;
  #cancelPing: (() => void) | undefined;
  #cancelProbe: (() => void) | undefined;

  constructor(
    private readonly engine: HeartbeatEngine,
    private readonly clock: Clock,
    private readonly interval = PING_INTERVAL,
  ) {
    engine.on("packet", this.#packetReceived);
    this.#schedule();
  }

  /** Pings now, and closes the engine if no packet comes within {@link PROBE_TIMEOUT}. */
  probe(): void {
    if (this.#cancelProbe !== undefined) return;
    this.#cancelProbe = this.clock.after(PROBE_TIMEOUT, () => this.#giveUp());
    this.#ping();
  }

  stop(): void {
    this.engine.off("packet", this.#packetReceived);
    this.#cancelPing?.();
    this.#cancelProbe?.();
  }

  readonly #packetReceived = (): void => {
    this.#unanswered = 0;
    this.#cancelProbe?.();
    this.#cancelProbe = undefined;
  };

  #schedule(): void {
    this.#cancelPing = this.clock.after(this.interval, () => {
      if (this.#unanswered >= UNANSWERED_LIMIT) {
        this.#giveUp();
        return;
      }
      this.#ping();
      this.#schedule();
    });
  }

  /** A transport in the middle of a write sends no ping, but the ping counts: silence then means the same. */
  #ping(): void {
    this.#unanswered += 1;
    if (this.engine.transport.writable) this.engine.transport.send([{ type: "ping" }]);
  }

  #giveUp(): void {
    this.stop();
    this.engine.close();
  }
}
