/** Who says or reads something by HTTP: a bot by its token, a person by theirs or by the session cookie. */

import { type RequestPrincipal, visitorPrincipal } from "../../auth/principal.ts";
import { isBotToken } from "../../shared/contract/bots.ts";
import { type Failure, failure } from "../../shared/contract/errors.ts";
import type { AppContext } from "../app-env.ts";
import { bearerToken, knownVisitor } from "./session.ts";

/** @returns undefined for somebody who does not say who they are, or cannot prove it */
export async function principalOf(c: AppContext): Promise<RequestPrincipal | undefined> {
  const token = bearerToken(c);
  if (token !== undefined && isBotToken(token)) return { kind: "bot-token", token };
  const session = await knownVisitor(c);
  return session && visitorPrincipal(session);
}

/**
 * Who reads something by HTTP: undefined for somebody who does not say who they are.
 *
 * @returns `unauthorized` for a token that is not valid: whoever shows one is told so, in a room that everybody may read too
 */
export async function readerOf(
  c: AppContext,
): Promise<{ ok: true; reader: RequestPrincipal | undefined } | Failure> {
  const reader = await principalOf(c);
  if (reader === undefined && bearerToken(c) !== undefined) return INVALID;
  return { ok: true, reader };
}

const INVALID = failure("unauthorized", "The token is not valid any more.");
