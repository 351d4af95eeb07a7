/** The recovery code of a person: signs in a device once, when nothing else is left. Only its hash is stored. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Ack } from "../shared/contract/errors.ts";
import { failure } from "../shared/contract/errors.ts";
import { newRecoverySecret } from "../shared/recovery-code.ts";

const CODE_KEY = "recovery:hash";

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

  remove(): void {
    this.kv.delete(CODE_KEY);
  }

  /**
   * Uses the code up. Wrong ones are not counted here: 80 random bits need no limit (NIST SP 800-63B, 5.1.2.2), and with one, every
   * person who knows the id, which is public, could keep the owner out. Requests are limited by network.
   */
  take(secret: string): Ack {
    const stored = this.kv.get<Uint8Array>(CODE_KEY);
    if (stored === undefined || !timingSafeEqual(hashOf(secret), stored)) return WRONG;
    this.kv.delete(CODE_KEY);
    return { ok: true };
  }
}

/** A secret of 80 random bits needs no slow hash. */
const hashOf = (secret: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash("sha256").update(secret).digest());
