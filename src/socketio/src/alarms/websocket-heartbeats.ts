/**
 * The heartbeats of WebSocket connections. One alarm pings all clients that expect pings, so that they share the next one; a
 * second alarm ends those that did not answer.
 */

import type { ResolvedOptions } from "../options.ts";
import type { Session } from "../state/session.ts";
import type { Sessions } from "../state/sessions.ts";
import { PINGED_TAG } from "../state/tags.ts";
import { sendFrame } from "../transports/send-queue.ts";

/**
 * How long a client that keeps its own heartbeat may be silent, in milliseconds. Browsers may run the timers of a hidden page
 * once a minute.
 */
export const MAX_SILENCE = 150_000;

/** Ends sessions: the engine. */
interface SessionEnder {
  expire(session: Session): Promise<void>;
}

/** Pings clients, and ends the sessions of silent ones. Times are in milliseconds since the epoch. */
export class WebSocketHeartbeats {
  #lastSweep = 0;

  constructor(
    private readonly ctx: DurableObjectState,
    private readonly sessions: Sessions,
    private readonly options: ResolvedOptions,
    private readonly engine: SessionEnder,
  ) {}

  /**
   * Pings the clients that expect pings, if one of them is due, and ends the sessions of those that did not answer.
   *
   * @returns when to call this again; `undefined` if no client expects pings
   */
  async ping(now: number): Promise<number | undefined> {
    const { pingInterval, pingTimeout } = this.options;
    const pinged = this.ctx
      .getWebSockets(PINGED_TAG)
      .map((ws) => this.sessions.fromWebSocket(ws))
      .filter((session) => session !== undefined);
    const answered = pinged.filter((session) => session.heartbeat <= 0);
    const isDue = answered.some((session) => -session.heartbeat + pingInterval <= now);
    let next: number | undefined;
    for (const session of pinged) {
      if (session.heartbeat > 0 && session.heartbeat + pingTimeout <= now) {
        await this.engine.expire(session);
        continue;
      }
      if (isDue && session.heartbeat <= 0) this.#sendPing(session, now);
      const deadline = this.#nextDeadline(session, now);
      next = Math.min(next ?? deadline, deadline);
    }
    return next;
  }

  /** Whether the last {@link sweep} was so long ago that an object that is awake should do another. */
  isSweepDue(now: number): boolean {
    return this.#lastSweep + MAX_SILENCE <= now;
  }

  /** Ends the sessions of silent clients that keep their own heartbeat. Returns how many such clients remain. */
  async sweep(now: number): Promise<number> {
    this.#lastSweep = now;
    let remaining = 0;
    for (const ws of this.sessions.webSockets) {
      if (this.ctx.getTags(ws).includes(PINGED_TAG)) continue;
      const session = this.sessions.fromWebSocket(ws);
      if (session === undefined) continue;
      const lastPing = this.ctx.getWebSocketAutoResponseTimestamp(ws)?.getTime() ?? 0;
      const lastHeard = Math.max(lastPing, -session.heartbeat);
      if (lastHeard + MAX_SILENCE <= now) {
        session.silentSince = lastHeard;
        await this.engine.expire(session);
      } else {
        remaining++;
      }
    }
    return remaining;
  }

  /** When a client must be pinged, or must have answered. */
  #nextDeadline({ heartbeat }: Session, now: number): number {
    const { pingInterval, pingTimeout } = this.options;
    if (heartbeat <= 0) return pingInterval - heartbeat;
    // If `pingTimeout` is the longer one, its pong is expected before, and then the next ping is due. A pong sets no alarm.
    const nextPing = heartbeat + pingInterval;
    return nextPing > now ? Math.min(nextPing, heartbeat + pingTimeout) : heartbeat + pingTimeout;
  }

  #sendPing(session: Session, now: number): void {
    if (session.ws !== undefined) sendFrame(session.ws, "2");
    session.heartbeat = now;
    session.scheduleSave();
  }
}
