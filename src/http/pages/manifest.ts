/** The web app manifest: public/manifest.webmanifest in the reader's language. */
import { Hono } from "hono";
import { etag } from "hono/etag";
import { directionOf } from "../../shared/language.ts";
import type { AppEnv } from "../app-env.ts";
import { WORDS } from "./i18n/index.ts";
import { LANGUAGE_VARIES, languageOf } from "./page-language.ts";

/** `GET /manifest.webmanifest`. Its names need no translation; its description does. */
export const manifest = new Hono<AppEnv>().get("/manifest.webmanifest", etag(), async (c) => {
  const file = await c.env.ASSETS.fetch(new URL("/manifest.webmanifest", c.req.url));
  const language = languageOf(c);
  const description = WORDS[language].appDescription;
  const translated = {
    ...(await file.json<object>()),
    lang: language,
    dir: directionOf(language),
    description,
  };
  return c.json(translated, 200, {
    "Content-Type": "application/manifest+json",
    "Cache-Control": "private, no-cache",
    Vary: LANGUAGE_VARIES,
  });
});
