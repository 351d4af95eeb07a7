/**
 * How fast people send, over all their sockets: who is over the limit is refused, and who does not care is put out.
 *
 * It lives in memory: an object that is flooded does not sleep.
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

interface Person {
  events: TokenBucket;
  /** How many more refusals they may cause. */
  patience: TokenBucket;
  /** Until when they stay out, in milliseconds since the epoch. */
  outUntil: number;
}

/** How many people are remembered before it is worth looking for those who need not be. */
const MANY = 1_000;

export class UserRateLimiter {
  readonly #people = new Map<string, Person>();
  #forgetAt = MANY;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: UserRateLimits,
  ) {}

  /**
   * Counts an event of a person, unless they or the socket it came over are over their limit.
   *
   * @param socket the socket's own bucket
   * @param weight how many events it counts for
   * @returns 0, or in how many milliseconds the event may be sent again
   */
  take(id: string, socket: TokenBucket, weight = 1): number {
    const now = this.clock.now();
    const { events } = this.#person(id);
    const wait = Math.max(events.wait(now, weight), socket.wait(now, weight));
    if (wait > 0) return wait;
    events.take(now, weight);
    return socket.take(now, weight);
  }

  /** Notes a refusal. @returns whether it was one too many: the person is then to stay out for a while */
  refused(id: string): boolean {
    const person = this.#person(id);
    if (person.patience.take(this.clock.now()) === 0) return false;
    this.putOut(id);
    return true;
  }

  /** Has a person stay out for a while. */
  putOut(id: string): void {
    this.#person(id).outUntil = this.clock.now() + this.limits.floodPenaltyMs;
  }

  /** How long a person still has to stay out, in milliseconds; 0 for who may come in. */
  staysOut(id: string): number {
    return Math.max(0, (this.#people.get(id)?.outUntil ?? 0) - this.clock.now());
  }

  #person(id: string): Person {
    const known = this.#people.get(id);
    if (known !== undefined) return known;
    this.#forget();
    const { eventsPerSecond, eventBurst, personEventsPerSecond, personEventBurst, floodRefusals } =
      this.limits;
    const now = this.clock.now();
    const person = {
      events: new TokenBucket(
        Math.max(personEventsPerSecond, eventsPerSecond),
        Math.max(personEventBurst, eventBurst),
        now,
      ),
      patience: new TokenBucket(floodRefusals / 60, floodRefusals, now),
      outUntil: 0,
    };
    this.#people.set(id, person);
    return person;
  }

  /** Forgets who has been quiet, once in a while: each time half as many again are there as were left the last time. */
  #forget(): void {
    if (this.#people.size < this.#forgetAt) return;
    const now = this.clock.now();
    for (const [id, { events, patience, outUntil }] of this.#people) {
      if (events.isFull(now) && patience.isFull(now) && outUntil <= now) this.#people.delete(id);
    }
    this.#forgetAt = Math.max(MANY, this.#people.size * 1.5);
  }
}
