/** The language of a page or error page. */
import { getCookie } from "hono/cookie";
import { parseAccept } from "hono/utils/accept";
import { chooseLanguage, LANGUAGE_COOKIE, type Language } from "../../shared/language.ts";
import type { AppContext } from "../app-env.ts";

/** The headers that the language depends on, for caches. */
export const LANGUAGE_VARIES = "Accept-Language, Cookie";

/** The language that the visitor chose on this device, else the first of `Accept-Language` with a translation. */
export function languageOf(c: AppContext): Language {
  const chosen = getCookie(c, LANGUAGE_COOKIE);
  const accepted = parseAccept(c.req.header("Accept-Language") ?? "").map(({ type }) => type);
  return chooseLanguage(chosen === undefined ? accepted : [chosen, ...accepted]);
}
