/**
 * Cloudflare Turnstile: whether a person, and not a program, creates a room or writes for the first time. Optional.
 *
 * Source: https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
import * as v from "valibot";
import { isLoopback } from "../config/variable-types.ts";
import { logError } from "../platform/log.ts";
import { type Failure, failure } from "../shared/contract/errors.ts";

export interface TurnstileEnv {
  /** The public key of the widget. */
  TURNSTILE_SITE_KEY?: string;
  /** Verifies tokens; a secret. Both keys, or none. */
  TURNSTILE_SECRET_KEY?: string;
  /** Where tokens are verified, for tests: an address of this machine. */
  TURNSTILE_VERIFY_URL?: string;
}

/** What a token is for: the widget has the same `action`. */
export type TurnstileAction = "room" | "message";

export interface TurnstileCheck {
  /** What the widget returned. */
  token: string | undefined;
  action: TurnstileAction;
  /** The host of the page. */
  hostname: string;
  /** `CF-Connecting-IP` */
  address: string | undefined;
}

const VERIFY_URL = "https://challenges.cloudflare.com/turnstile/v0/siteverify";

/** How long Turnstile may take, and how soon a client may try again, in milliseconds. */
const DEADLINE = 8_000;
const RETRY_AFTER = 5_000;

/** Cloudflare's published secret keys for tests. They accept a token that anyone knows. */
const TEST_SECRET = /^[123]x0{20,}/;

const Verdict = v.object({
  success: v.boolean(),
  hostname: v.optional(v.string()),
  action: v.optional(v.string()),
  "error-codes": v.optional(v.array(v.string()), []),
});

/** The public key of a deployment that asks for verification; undefined for one that does not. */
export const turnstileSiteKey = (env: TurnstileEnv): string | undefined =>
  env.TURNSTILE_SECRET_KEY ? env.TURNSTILE_SITE_KEY || undefined : undefined;

/** The error for a client that has to verify first. */
export const verificationRequired = (siteKey: string, message: string): Failure => ({
  ok: false,
  error: { code: "verification_required", message, siteKey },
});

/**
 * Verifies a token, which is valid once and for five minutes. Turnstile refuses one that was used.
 *
 * @returns `verification_required` for a missing, wrong or used token, `internal` if Turnstile does not answer: nothing is let through
 */
export async function verifyTurnstile(
  env: TurnstileEnv,
  { token, action, hostname, address }: TurnstileCheck,
): Promise<{ ok: true } | Failure> {
  const siteKey = turnstileSiteKey(env);
  const secret = env.TURNSTILE_SECRET_KEY;
  if (siteKey === undefined || secret === undefined) return { ok: true };
  if (token === undefined)
    return verificationRequired(siteKey, "Send a token of Turnstile for this site key.");
  const isTest = TEST_SECRET.test(secret);
  if (isTest && !isLoopback(hostname))
    return failure("internal", "TURNSTILE_SECRET_KEY is a key for tests, which works on this machine only.");
  const verdict = await askTurnstile(env.TURNSTILE_VERIFY_URL || VERIFY_URL, {
    secret,
    response: token,
    ...(address !== undefined && { remoteip: address }),
  });
  if (verdict === undefined)
    return failure("internal", "Turnstile does not answer. Try again in a moment.", RETRY_AFTER);
  if (!verdict.success) {
    const codes = verdict["error-codes"].join(", ");
    return verificationRequired(siteKey, `Turnstile refused the token: ${codes}.`);
  }
  // The keys for tests answer with a host of their own.
  if (!isTest && (verdict.hostname !== hostname || verdict.action !== action))
    return verificationRequired(siteKey, "The token is of another page or action.");
  return { ok: true };
}

async function askTurnstile(
  url: string,
  body: Record<string, string>,
): Promise<v.InferOutput<typeof Verdict> | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(body),
      redirect: "manual",
      signal: AbortSignal.timeout(DEADLINE),
    });
    return v.parse(Verdict, await response.json());
  } catch (error) {
    logError("turnstile.failed", error);
    return undefined;
  }
}
