/** The recovery code of a person: signs in a device once, when nothing else is left. Only its hash is stored. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Ack } from "../shared/contract/errors.ts";
import { failure } from "../shared/contract/errors.ts";
import { newRecoverySecret } from "../shared/recovery-code.ts";

const CODE_KEY = "recovery:hash";
const TRIES_KEY = "recovery:tries";

/** How many wrong codes an account takes within {@link PERIOD}. */
const MAX_TRIES = 10;

/** In milliseconds. */
const PERIOD = 3_600_000;

interface Tries {
  count: number;
  /** When the first of them was, in milliseconds since the epoch. */
  since: number;
}

const WRONG = failure("not_found", "The recovery code is wrong, or was used already.");

export class RecoveryCode {
  constructor(private readonly kv: SyncKvStorage) {}

  get exists(): boolean {
    return this.kv.get(CODE_KEY) !== undefined;
  }

  /** Creates a code, which replaces the one before. @returns its secret part */
  create(): string {
    const secret = newRecoverySecret();
    this.kv.put(CODE_KEY, hashOf(secret));
    return secret;
  }

  /**
   * Uses the code up. The number of wrong ones is stored, so that neither a sleep nor another network starts it again; where there is no
   * code, nothing is stored.
   */
  take(secret: string, now: number): Ack {
    const stored = this.kv.get<Uint8Array>(CODE_KEY);
    if (stored === undefined) return WRONG;
    const before = this.kv.get<Tries>(TRIES_KEY);
    const tries = before !== undefined && now - before.since < PERIOD ? before : { count: 0, since: now };
    if (tries.count >= MAX_TRIES)
      return failure(
        "rate_limited",
        "Too many wrong recovery codes. Wait an hour.",
        tries.since + PERIOD - now,
      );
    if (!timingSafeEqual(hashOf(secret), stored)) {
      this.kv.put(TRIES_KEY, { ...tries, count: tries.count + 1 });
      return WRONG;
    }
    this.kv.delete(CODE_KEY);
    this.kv.delete(TRIES_KEY);
    return { ok: true };
  }
}

/** A secret of 80 random bits, with few tries, needs no slow hash. */
const hashOf = (secret: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash("sha256").update(secret).digest());
