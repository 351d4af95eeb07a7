/** Sessions of operators who signed out before they expired, and wrong tokens: what is stored about signing in. */
import type { AttemptStorage } from "./sign-in-limiter.ts";

const ENDED = "ended:";
const ATTEMPTS = "sign-in:";

/** How many entries are looked at for old ones with each new one. */
const CLEANED = 100;

export class SignInStore {
  constructor(private readonly kv: SyncKvStorage) {}

  /** @param expires when the session ends anyway. Times are in milliseconds since the epoch */
  end(session: string, expires: number, now: number): void {
    for (const [key, end] of this.kv.list<number>({ prefix: ENDED, limit: CLEANED }))
      if (end <= now) this.kv.delete(key);
    this.kv.put(ENDED + session, expires);
  }

  has(session: string): boolean {
    return this.kv.get(ENDED + session) !== undefined;
  }

  /** Wrong tokens by network. */
  get attempts(): AttemptStorage {
    return {
      get: (key) => this.kv.get(key),
      put: (key, attempts) => {
        for (const [old, { until }] of this.kv.list<typeof attempts>({ prefix: ATTEMPTS, limit: CLEANED }))
          if (until <= Date.now()) this.kv.delete(old);
        this.kv.put(key, attempts);
      },
      delete: (key) => this.kv.delete(key),
    };
  }
}
