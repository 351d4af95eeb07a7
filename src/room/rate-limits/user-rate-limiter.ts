/**
 * Limits events per user over all their sockets, and blocks users for a while who go on although they are rejected.
 *
 * The state is in memory: an object that is flooded does not sleep.
 */
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { TokenBucket } from "./token-bucket.ts";

export type UserRateLimits = Pick<
  Limits,
  | "eventsPerSecond"
  | "eventBurst"
  | "personEventsPerSecond"
  | "personEventBurst"
  | "floodRefusals"
  | "floodPenaltyMs"
>;

interface User {
  events: TokenBucket;
  /** A token for each request that may be rejected before the user is blocked. */
  rejections: TokenBucket;
  /** In milliseconds since the epoch. */
  blockedUntil: number;
}

/** With how many users inactive ones are removed. */
const MIN_CLEANUP_SIZE = 1_000;

export class UserRateLimiter {
  readonly #users = new Map<string, User>();
  #cleanupSize = MIN_CLEANUP_SIZE;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: UserRateLimits,
  ) {}

  /**
   * Counts an event, where both the user and the socket are within their limits.
   *
   * @param socket the bucket of the socket
   * @param weight how many events it counts for
   * @returns 0, or after how many milliseconds the event may be sent again
   */
  take(id: string, socket: TokenBucket, weight = 1): number {
    const now = this.clock.now();
    const { events } = this.#user(id);
    const wait = Math.max(events.wait(now, weight), socket.wait(now, weight));
    if (wait > 0) return wait;
    events.take(now, weight);
    return socket.take(now, weight);
  }

  /** Counts a rejected request. @returns whether that were too many: the user is then blocked */
  countRejection(id: string): boolean {
    const user = this.#user(id);
    if (user.rejections.take(this.clock.now()) === 0) return false;
    this.block(id);
    return true;
  }

  /** Blocks a user for `floodPenaltyMs`. */
  block(id: string): void {
    this.#user(id).blockedUntil = this.clock.now() + this.limits.floodPenaltyMs;
  }

  /** How long a user is still blocked, in milliseconds. */
  blockedFor(id: string): number {
    return Math.max(0, (this.#users.get(id)?.blockedUntil ?? 0) - this.clock.now());
  }

  #user(id: string): User {
    const known = this.#users.get(id);
    if (known !== undefined) return known;
    this.#cleanUp();
    const { eventsPerSecond, eventBurst, personEventsPerSecond, personEventBurst, floodRefusals } =
      this.limits;
    const now = this.clock.now();
    const user = {
      events: new TokenBucket(
        Math.max(personEventsPerSecond, eventsPerSecond),
        Math.max(personEventBurst, eventBurst),
        now,
      ),
      rejections: new TokenBucket(floodRefusals / 60, floodRefusals, now),
      blockedUntil: 0,
    };
    this.#users.set(id, user);
    return user;
  }

  /** Removes inactive users. Runs when there are half as many users again as the last run left. */
  #cleanUp(): void {
    if (this.#users.size < this.#cleanupSize) return;
    const now = this.clock.now();
    for (const [id, { events, rejections, blockedUntil }] of this.#users) {
      if (events.isFull(now) && rejections.isFull(now) && blockedUntil <= now) this.#users.delete(id);
    }
    this.#cleanupSize = Math.max(MIN_CLEANUP_SIZE, this.#users.size * 1.5);
  }
}
