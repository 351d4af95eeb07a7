/** Limits how often a network may present a wrong operator's token. */
import { createHash } from "node:crypto";

/** How many wrong tokens a network may present. */
export const MAX_WRONG_TOKENS = 10;

/** Within how long, in milliseconds, and how long it is limited after that. */
const PERIOD = 600_000;

interface Attempts {
  count: number;
  /** In milliseconds since the epoch. */
  until: number;
}

/** Where attempts are counted: the storage of an object, or the memory of an isolate. */
export interface AttemptStorage {
  get(key: string): Attempts | undefined;
  put(key: string, attempts: Attempts): void;
  delete(key: string): unknown;
}

/** With how many networks in memory the older half is forgotten. */
const MANY = 1_000;

/** Counts in memory: for a deployment without operators, which stores nothing of them. */
export class AttemptMemory implements AttemptStorage {
  readonly #attempts = new Map<string, Attempts>();

  get = (key: string): Attempts | undefined => this.#attempts.get(key);

  put(key: string, attempts: Attempts): void {
    this.#attempts.set(key, attempts);
    if (this.#attempts.size > MANY)
      for (const old of [...this.#attempts.keys()].slice(0, MANY / 2)) this.#attempts.delete(old);
  }

  delete = (key: string): boolean => this.#attempts.delete(key);
}

export class SignInLimiter {
  constructor(private readonly storage: AttemptStorage) {}

  /**
   * Counts an attempt.
   *
   * @param network see `networkOf`; connections without one count as one network
   * @param isRight whether the token is an operator's
   * @param now milliseconds since the epoch
   * @returns 0, or for how many milliseconds no token of this network is accepted
   */
  attempt(network: string | undefined, isRight: boolean, now: number): number {
    // An address is not stored.
    const key = `sign-in:${createHash("sha256")
      .update(network ?? "")
      .digest("base64url")}`;
    const stored = this.storage.get(key);
    const known = stored !== undefined && stored.until > now ? stored : undefined;
    if (known !== undefined && known.count >= MAX_WRONG_TOKENS) return known.until - now;
    if (!isRight) this.storage.put(key, { count: (known?.count ?? 0) + 1, until: now + PERIOD });
    else if (stored !== undefined) this.storage.delete(key);
    return 0;
  }
}
