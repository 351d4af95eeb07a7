/**
 * Puts sockets back to sleep whose clients said nothing for a while, although the object is awake: `sleepAfter` of the option
 * `lazySockets`.
 *
 * It looks when a client is heard. A timer would keep the object awake.
 */

import { Connection } from "../engine/connection.ts";
import type { InternalServer } from "../socketio-internals.ts";
import type { Session } from "../state/session.ts";

export class SilentSockets {
  /** When the client of each session was heard last, in milliseconds since the epoch; the one that is silent for longest first. */
  readonly #heard = new Map<Session, number>();

  /** @param limit in milliseconds */
  constructor(
    private readonly io: () => InternalServer,
    private readonly limit: number,
  ) {}

  /** A session wakes. */
  woke(session: Session): void {
    this.#heard.set(session, Date.now());
  }

  /** The client of a session has sent something. */
  onFrame(session: Session): void {
    const now = Date.now();
    if (this.#heard.delete(session)) this.#heard.set(session, now);
    for (const [silent, at] of this.#heard) {
      // Those that are in use are at the end again.
      if (at >= now || now - at < this.limit) return;
      this.#heard.delete(silent);
      if (!this.#sleep(silent)) this.#heard.set(silent, now);
    }
  }

  /** Releases the sockets and the connection of a session. @returns false if they are in use */
  #sleep(session: Session): boolean {
    const { connection, sockets } = session;
    // Asleep already, or gone.
    if (!(connection instanceof Connection) || connection.readyState === "closed") return true;
    const states = [...sockets.values()];
    const isWaiting =
      session.joining.size > 0 || states.some(({ socket }) => socket === undefined || socket.acks.size > 0);
    if (!connection.isIdle || isWaiting) return false;
    for (const state of states) {
      this.io()._nsps.get(state.namespace)?.sockets.delete(state.id);
      state.socket = undefined;
    }
    session.connection = undefined;
    return true;
  }
}
