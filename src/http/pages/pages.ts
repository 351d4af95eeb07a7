/**
 * The two pages: the landing page and a room. A room's page is sent with the newest messages in it, for a reader who may
 * see them. Reading them writes nothing: visiting creates nothing.
 */
import { Hono } from "hono";
import { etag, RETAINED_304_HEADERS } from "hono/etag";
import { sessionCookie, sessionFromCookie } from "../../auth/cookie.ts";
import { newSession, RENEW_SECONDS, renewSession, type Session } from "../../auth/session.ts";
import { signerOf } from "../../auth/signer-of.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { roomPath } from "../../shared/room-name.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { isSecure } from "../middleware/origin.ts";
import { withRoom } from "../rooms/room-param.ts";
import { LANGUAGE_VARIES, languageOf } from "./page-language.ts";
import { previewHtml } from "./preview-html.ts";
import { roomPreview } from "./room-preview.ts";
import { translatedPage } from "./translated-page.ts";

const room = withRoom(roomPath, roomPage);

/** Also of a page that did not change, a renewed session is sent. */
const tagged = etag({ retainedHeaders: [...RETAINED_304_HEADERS, "Set-Cookie"] });

export const pages = new Hono<AppEnv>()
  .get("/", tagged, (c) => page(c, "index", sessionOf(c)))
  // A room's page without a room, which a device keeps for when there is no network.
  .get("/offline", tagged, (c) => page(c, "room", sessionOf(c)))
  .get("/rooms/:room", room)
  .get("/rooms/:room/", room);

/** Sent as it is read: the head, and with it the names of all scripts and styles, does not wait for the room. */
async function roomPage(c: AppContext, name: string): Promise<Response> {
  const session = sessionOf(c);
  const preview = roomPreview(c, name, session);
  const answer = await page(c, "room", session);
  // What people said is for this reader now, and not for any cache.
  answer.headers.set("Cache-Control", "private, no-store");
  const reader = { language: languageOf(c), timeZone: timeZoneOf(c) };
  return new HTMLRewriter()
    .on("#root", {
      async element(root) {
        const shown = await preview;
        if (shown === undefined) return;
        const { content, data } = await previewHtml(name, shown, reader);
        root.setInnerContent(content, { html: true });
        root.after(data, { html: true });
      },
    })
    .transform(answer);
}

/** A page in the visitor's language, and a session for one who has none or whose own is getting old. */
async function page(
  c: AppContext,
  name: "index" | "room",
  session: Promise<Session | undefined>,
): Promise<Response> {
  const [response, cookie] = await Promise.all([
    c.env.ASSETS.fetch(new Request(new URL(`/assets/${name}.html`, c.req.url), { method: c.req.method })),
    dueCookie(c, session),
  ]);
  const answer = translatedPage(new Response(response.body, response), languageOf(c), limitsFrom(c.env));
  // The file's own tag says nothing of the words in it: `etag` makes one of what is sent.
  answer.headers.delete("ETag");
  answer.headers.set("Cache-Control", "private, no-cache");
  answer.headers.append("Vary", LANGUAGE_VARIES);
  if (cookie !== undefined) answer.headers.append("Set-Cookie", cookie);
  return answer;
}

async function sessionOf(c: AppContext): Promise<Session | undefined> {
  return sessionFromCookie(c.req.header("Cookie"), isSecure(c), await signerOf(c.env), Date.now());
}

async function dueCookie(c: AppContext, reader: Promise<Session | undefined>): Promise<string | undefined> {
  const secure = isSecure(c);
  const [signer, session] = await Promise.all([signerOf(c.env), reader]);
  const now = Date.now();
  if (session === undefined) return sessionCookie(newSession(now), secure, signer);
  const isDue = session.expires - now / 1_000 < RENEW_SECONDS;
  return isDue ? sessionCookie(renewSession(session, now), secure, signer) : undefined;
}

/** Where the reader's clock is, as the edge guesses it. The page's script knows, and corrects it. */
function timeZoneOf(c: AppContext): string {
  const zone: unknown = c.req.raw.cf?.timezone;
  if (typeof zone !== "string") return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
