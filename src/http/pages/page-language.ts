/** The language of a page or error page. */
import { getCookie } from "hono/cookie";
import { parseAccept } from "hono/utils/accept";
import { EMBED_PARAMETER, embedParameters } from "../../shared/embed.ts";
import { chooseLanguage, LANGUAGE_COOKIE, type Language } from "../../shared/language.ts";
import type { AppContext } from "../app-env.ts";

/** The headers that the language depends on, for caches. */
export const LANGUAGE_VARIES = "Accept-Language, Cookie";

/**
 * The language that the site around a frame chose, else the one that the visitor chose on this device, else the first of
 * `Accept-Language` with a translation.
 */
export function languageOf(c: AppContext): Language {
  const query = new URL(c.req.url).searchParams;
  const frame = query.has(EMBED_PARAMETER) ? embedParameters(query).language : undefined;
  const chosen = frame ?? getCookie(c, LANGUAGE_COOKIE);
  const accepted = parseAccept(c.req.header("Accept-Language") ?? "").map(({ type }) => type);
  return chooseLanguage(chosen === undefined ? accepted : [chosen, ...accepted]);
}
