/** Ends connections when their tokens expire, also while the room sleeps: by one alarm at the earliest time. */
import type { Clock } from "../clock.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import type { RoomSocket, RoomSockets } from "../room-io.ts";
import { EXPIRED } from "./identities.ts";

export interface IdentityExpiryDependencies {
  sockets: Pick<RoomSockets, "fetchSockets">;
  clock: Pick<Clock, "now">;
  disconnector: Pick<Disconnector, "disconnect" | "disconnectSockets">;
  /** Sets the alarm to a time, in milliseconds since the epoch. */
  runAt: (at: number) => void;
}

export class IdentityExpiry {
  /** When the alarm is set for; undefined if unknown, as after a sleep. */
  #next: number | undefined;

  constructor(private readonly deps: IdentityExpiryDependencies) {}

  /** A socket has a token until `expires`, in milliseconds since the epoch. */
  async watch(expires: number): Promise<void> {
    if (this.#next === undefined) {
      const earliest = await this.#earliest();
      // Another socket may have set the alarm meanwhile.
      this.#next ??= earliest;
    }
    if (expires >= this.#next) return;
    this.#next = expires;
    this.deps.runAt(expires);
  }

  /** Disconnects a socket whose token has expired: the alarm may be late. @returns whether it has */
  end(socket: RoomSocket): boolean {
    const { clock, disconnector } = this.deps;
    if (socket.data.expires === undefined || socket.data.expires > clock.now()) return false;
    disconnector.disconnect(socket, EXPIRED.error);
    return true;
  }

  /** To be called when the alarm was cancelled. */
  forget(): void {
    this.#next = undefined;
  }

  /** Disconnects the sockets whose tokens have expired, and sets the next alarm. */
  async run(): Promise<void> {
    const { clock, disconnector, runAt } = this.deps;
    const now = clock.now();
    const sockets = await this.deps.sockets.fetchSockets();
    const expired = sockets.filter(({ data }) => (data.expires ?? Number.POSITIVE_INFINITY) <= now);
    disconnector.disconnectSockets(
      expired.map(({ id }) => id),
      EXPIRED.error,
    );
    this.#next = await this.#earliest(now);
    if (Number.isFinite(this.#next)) runAt(this.#next);
  }

  /** The earliest end after `now` of a token in use; infinite if there is none. */
  async #earliest(now = Number.NEGATIVE_INFINITY): Promise<number> {
    const sockets = await this.deps.sockets.fetchSockets();
    return sockets.reduce((earliest, { data: { expires } }) => {
      return expires !== undefined && expires > now ? Math.min(earliest, expires) : earliest;
    }, Number.POSITIVE_INFINITY);
  }
}
