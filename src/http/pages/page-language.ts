/** The language of an answer that a person reads. */
import { getCookie } from "hono/cookie";
import { parseAccept } from "hono/utils/accept";
import { chooseLanguage, LANGUAGE_COOKIE, type Language } from "../../shared/language.ts";
import type { AppContext } from "../app-env.ts";

/** What the answer depends on, for whoever caches it. */
export const LANGUAGE_VARIES = "Accept-Language, Cookie";

/** The language chosen on the visitor's device, else the first of `Accept-Language` that is spoken here. */
export function languageOf(c: AppContext): Language {
  const chosen = getCookie(c, LANGUAGE_COOKIE);
  const accepted = parseAccept(c.req.header("Accept-Language") ?? "").map(({ type }) => type);
  return chooseLanguage(chosen === undefined ? accepted : [chosen, ...accepted]);
}
