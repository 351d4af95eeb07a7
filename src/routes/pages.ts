/** The two pages: the landing page and a room. Serving one touches no room: visiting creates nothing. */
import { Hono } from "hono";
import { etag, RETAINED_304_HEADERS } from "hono/etag";
import { roomPath } from "../protocol/room-name.ts";
import { sessionCookie, sessionFromCookie } from "../session/cookie.ts";
import { newSession, RENEW_SECONDS, renewSession } from "../session/session.ts";
import { signerOf } from "../session/signer-of.ts";
import type { AppContext, AppEnv } from "./app-env.ts";
import { LANGUAGE_VARIES, languageOf } from "./language.ts";
import { isSecure } from "./request-origin.ts";
import { withRoom } from "./room-param.ts";
import { translatedPage } from "./translated-page.ts";

const room = withRoom(roomPath, (c) => page(c, "/room.html"));

/** Also of a page that did not change, a renewed session is sent. */
const tagged = etag({ retainedHeaders: [...RETAINED_304_HEADERS, "Set-Cookie"] });

export const pages = new Hono<AppEnv>()
  .get("/", tagged, (c) => page(c, "/index.html"))
  .get("/rooms/:room", tagged, room)
  .get("/rooms/:room/", tagged, room);

/** A page in the visitor's language, and a session for one who has none or whose own is getting old. */
async function page(c: AppContext, file: string): Promise<Response> {
  const [response, cookie] = await Promise.all([
    c.env.ASSETS.fetch(new Request(new URL(file, c.req.url), { method: c.req.method })),
    dueCookie(c),
  ]);
  const answer = translatedPage(new Response(response.body, response), languageOf(c));
  // The file's own tag says nothing of the words in it: `etag` makes one of what is sent.
  answer.headers.delete("ETag");
  answer.headers.set("Cache-Control", "private, no-cache");
  answer.headers.append("Vary", LANGUAGE_VARIES);
  if (cookie !== undefined) answer.headers.append("Set-Cookie", cookie);
  return answer;
}

async function dueCookie(c: AppContext): Promise<string | undefined> {
  const secure = isSecure(c);
  const signer = await signerOf(c.env);
  const now = Date.now();
  const session = await sessionFromCookie(c.req.header("Cookie"), secure, signer, now);
  if (session === undefined) return sessionCookie(newSession(now), secure, signer);
  const isDue = session.expires - now / 1_000 < RENEW_SECONDS;
  return isDue ? sessionCookie(renewSession(session, now), secure, signer) : undefined;
}
