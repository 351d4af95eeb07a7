/**
 * The heartbeat of WebSockets: one alarm for all of them. Each beat pings every client that must be pinged, so that they
 * share the next one; a second alarm looks who did not answer.
 */

import type { ResolvedOptions } from "../options.ts";
import type { Session } from "../state/session.ts";
import type { Sessions } from "../state/sessions.ts";
import { PINGED_TAG } from "../state/tags.ts";
import { SILENT_AFTER } from "../engine/liveness.ts";
import { sendFrame } from "../transports/websocket.ts";

/** What ends a session whose client has gone silent: the engine. */
interface SessionEnding {
  expire(session: Session): Promise<void>;
}

/** Pings, and ends sessions that do not answer or have gone silent. */
export class Heartbeats {
  #swept = 0;

  constructor(
    private readonly ctx: DurableObjectState,
    private readonly sessions: Sessions,
    private readonly options: ResolvedOptions,
    private readonly engine: SessionEnding,
  ) {}

  /**
   * Runs one beat.
   *
   * @returns when the next is due, in milliseconds since the epoch; `undefined` if there is nobody to ping.
   */
  async beat(now: number): Promise<number | undefined> {
    const { pingInterval, pingTimeout } = this.options;
    const pinged = this.ctx
      .getWebSockets(PINGED_TAG)
      .map((ws) => this.sessions.of(ws))
      .filter((session) => session !== undefined);
    const answered = pinged.filter((session) => session.heartbeat <= 0);
    const due = answered.some((session) => -session.heartbeat + pingInterval <= now);
    let next: number | undefined;
    for (const session of pinged) {
      if (session.heartbeat > 0 && session.heartbeat + pingTimeout <= now) {
        await this.engine.expire(session);
        continue;
      }
      if (due && session.heartbeat <= 0) this.#ping(session, now);
      const deadline =
        session.heartbeat > 0 ? session.heartbeat + pingTimeout : -session.heartbeat + pingInterval;
      next = Math.min(next ?? deadline, deadline);
    }
    return next;
  }

  /** Whether an object that is awake anyway should {@link sweep}: not if it was done lately. */
  isSweepDue(now: number): boolean {
    return this.#swept + SILENT_AFTER <= now;
  }

  /** Ends the sessions of clients that keep their own heartbeat and have stopped. Returns how many are left. */
  async sweep(now: number): Promise<number> {
    this.#swept = now;
    let left = 0;
    for (const ws of this.sessions.webSockets) {
      if (this.ctx.getTags(ws).includes(PINGED_TAG)) continue;
      const session = this.sessions.of(ws);
      if (session === undefined) continue;
      const lastPing = this.ctx.getWebSocketAutoResponseTimestamp(ws)?.getTime() ?? 0;
      const lastSign = Math.max(lastPing, -session.heartbeat);
      if (lastSign + SILENT_AFTER <= now) {
        session.silentSince = lastSign;
        await this.engine.expire(session);
      } else {
        left++;
      }
    }
    return left;
  }

  #ping(session: Session, now: number): void {
    if (session.ws !== undefined) sendFrame(session.ws, "2");
    session.heartbeat = now;
    session.touch();
  }
}
