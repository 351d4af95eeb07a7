/** What a client may send, checked before anything touches it. The server's half: the page needs none of this. */
import * as v from "valibot";
import { type Failure, failure } from "./errors.ts";
import type { Auth, HistoryPayload, ProfilePayload, SendPayload, TypingPayload } from "./events.ts";
import type { Limits } from "./limits.ts";
import { cleanName, cleanText } from "./text.ts";

type Schema<Output> = v.GenericSchema<unknown, Output>;

/** The schema of every payload, for one set of limits. */
export interface Schemas {
  auth: Schema<Auth>;
  send: Schema<SendPayload>;
  history: Schema<HistoryPayload>;
  profile: Schema<ProfilePayload>;
  typing: Schema<TypingPayload>;
}

/** A message's number, or 0 for "before the first". */
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A signed session is about 200 characters; what is much longer is none. */
const TOKEN_LENGTH = 1_024;

const atMost = (length: number) =>
  v.maxLength<string, number, string>(length, `at most ${length} characters`);

/** Builds the schemas for a deployment's limits. Keys they do not name are dropped. */
export function schemasFor(limits: Limits): Schemas {
  const name = v.pipe(
    v.string(),
    v.transform(cleanName),
    v.nonEmpty("a name needs at least one visible character"),
    atMost(limits.nameLength),
  );
  const text = v.pipe(
    v.string(),
    v.transform(cleanText),
    v.nonEmpty("a message needs at least one visible character"),
    atMost(limits.textLength),
  );
  const nonce = v.pipe(
    v.string(),
    v.regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces"),
    atMost(limits.nonceLength),
  );
  const limit = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.historyPage));

  return {
    auth: v.object({
      token: v.optional(v.pipe(v.string(), atMost(TOKEN_LENGTH))),
      name: v.optional(name),
      lastSeq: v.optional(seq),
      rev: v.optional(seq),
    }),
    send: v.object({ nonce, text, after: v.optional(seq) }),
    history: v.pipe(
      v.object({
        before: v.optional(seq),
        after: v.optional(seq),
        around: v.optional(seq),
        limit: v.optional(limit, limits.historyDefault),
      }),
      v.check(
        ({ before, after, around }) => [before, after, around].filter((at) => at !== undefined).length <= 1,
        "at most one of before, after and around",
      ),
    ),
    profile: v.object({ name }),
    typing: v.object({ active: v.boolean() }),
  };
}

/**
 * Checks a payload.
 *
 * @returns the payload cleaned of what the schema does not name, or the failure to answer with: `too_large` where
 * something is longer than its limit, else `invalid`.
 */
export function check<Output>(
  schema: Schema<Output>,
  payload: unknown,
): { ok: true; value: Output } | Failure {
  const result = v.safeParse(schema, payload, { abortEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const [issue] = result.issues;
  const where = v.getDotPath(issue);
  const code = issue.type === "max_length" ? "too_large" : "invalid";
  return failure(code, where === null ? issue.message : `${where}: ${issue.message}`);
}
