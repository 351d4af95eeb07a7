/** Signing in as an operator: how often a network may present a wrong token, and the sessions that ended. */
import { createHash } from "node:crypto";

/** How many wrong tokens a network may present. */
const MAX_WRONG_TOKENS = 10;

/** Within how long, in milliseconds, and how long it is limited after that. */
const PERIOD = 600_000;

const ATTEMPTS = "sign-in:";

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
    const key = `${ATTEMPTS}${createHash("sha256")
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

const ENDED = "ended:";

/** How many sessions are looked at for expired ones with each new one. */
const CLEANED = 100;

/** Of how many networks the wrong tokens are stored. */
const MAX_STORED = 1_000;

/** How often expired entries of networks are looked for at most, in milliseconds. */
const CLEAN_INTERVAL = 60_000;

/**
 * Counts in storage; for further networks than {@link MAX_STORED}, in memory. Tokens sent from thousands of networks neither fill the
 * storage nor keep operators out: no one guesses a token.
 */
class AttemptStore implements AttemptStorage {
  readonly #memory = new AttemptMemory();
  #stored = 0;
  /** In milliseconds since the epoch. */
  #cleanAt = 0;

  constructor(private readonly kv: SyncKvStorage) {}

  get(key: string): Attempts | undefined {
    return this.kv.get(key) ?? this.#memory.get(key);
  }

  put(key: string, attempts: Attempts): void {
    const isNew = this.kv.get(key) === undefined;
    if (isNew) this.#removeExpired(Date.now());
    if (isNew && this.#stored >= MAX_STORED) {
      this.#memory.put(key, attempts);
      return;
    }
    if (isNew) this.#stored++;
    this.kv.put(key, attempts);
  }

  delete(key: string): void {
    this.#memory.delete(key);
    if (this.kv.delete(key)) this.#stored--;
  }

  #removeExpired(now: number): void {
    if (now < this.#cleanAt) return;
    this.#cleanAt = now + CLEAN_INTERVAL;
    this.#stored = 0;
    for (const [key, { until }] of this.kv.list<Attempts>({ prefix: ATTEMPTS, limit: MAX_STORED }))
      if (until <= now) this.kv.delete(key);
      else this.#stored++;
  }
}

/** Sessions of operators who signed out before they expired, and wrong tokens. */
export class SignInStore {
  /** Wrong tokens by network. */
  readonly attempts: AttemptStorage;

  constructor(private readonly kv: SyncKvStorage) {
    this.attempts = new AttemptStore(kv);
  }

  /** @param expires when the session ends anyway. Times are in milliseconds since the epoch */
  end(session: string, expires: number, now: number): void {
    for (const [key, end] of this.kv.list<number>({ prefix: ENDED, limit: CLEANED }))
      if (end <= now) this.kv.delete(key);
    this.kv.put(ENDED + session, expires);
  }

  has(session: string): boolean {
    return this.kv.get(ENDED + session) !== undefined;
  }
}
