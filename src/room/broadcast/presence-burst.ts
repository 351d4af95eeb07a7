/**
 * Bursts of presence: a storm of joins, or everyone who leaves at the end of an event.
 *
 * A frame to one socket takes 26 to 45 us, up to a tenth of a join. So to announce each of a thousand joins to everyone takes longer than
 * the joins. People who join meanwhile find the others in `welcome`.
 */

/** How many changes make a burst, each within {@link PAUSE} of the one before. */
const LEAST = 10;

/** How long nothing must change until a burst is over, in milliseconds. */
const PAUSE = 150;

/** Counts changes of presence. Times are in milliseconds since the epoch. */
export class PresenceBurst {
  /** How many changes there were without a pause. */
  #changes = 0;
  #lastAt = 0;
  /** When the first change came that was not sent. */
  #waitingSince: number | undefined;

  /** @param longest how long presence may wait for the end of a burst now, in milliseconds */
  constructor(private readonly longest: () => number) {}

  /** Presence has changed. */
  add(now: number): void {
    if (now - this.#lastAt >= PAUSE) this.#changes = 0;
    this.#changes++;
    this.#lastAt = now;
    this.#waitingSince ??= now;
  }

  /** In how many milliseconds presence may be sent: 0 outside a burst. */
  wait(now: number): number {
    if (this.#changes < LEAST || this.#waitingSince === undefined) return 0;
    return Math.max(0, Math.min(this.#lastAt + PAUSE, this.#waitingSince + this.longest()) - now);
  }

  /** All changes are sent. */
  sent(): void {
    this.#waitingSince = undefined;
  }
}
