/**
 * The pages: front page and room. The HTML of the front page contains the first public rooms, that of a room its newest messages if the
 * reader may see them. Opening a page stores nothing in the room.
 */
import { Hono } from "hono";
import { getCookie } from "hono/cookie";
import { etag, RETAINED_304_HEADERS } from "hono/etag";
import { createMiddleware } from "hono/factory";
import { sessionCookie } from "../../auth/cookie.ts";
import { newSession, RENEW_SECONDS, renewSession, type Session } from "../../auth/session.ts";
import { sessionSigner } from "../../auth/session-signer.ts";
import { RECENT_ROOMS_COOKIE, RECENT_ROOMS_SHOWN } from "../../shared/contract/page-preview.ts";
import { EMBED_PARAMETER, embedParameters } from "../../shared/embed.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { roomPath } from "../../shared/room-name.ts";
import { wasSignedOut } from "../account/account-session.ts";
import type { AppContext, AppEnv, RouteContext } from "../app-env.ts";
import { isSecure } from "../middleware/origin.ts";
import { cookieSession } from "../middleware/principal.ts";
import { roomName } from "../middleware/room-name.ts";
import { frontPageHtml } from "./front-page-html.ts";
import { LANGUAGE_VARIES, languageOf } from "./page-language.ts";
import { previewHtml } from "./preview-html.ts";
import { publicRooms } from "./public-rooms.ts";
import { roomPreview } from "./room-preview.ts";
import { type Frame, translatedPage } from "./translated-page.ts";

const room = roomName(roomPath);

/** Sends a browser whose person was signed out to the page that removes their data. */
const leaveSignedOut = createMiddleware<AppEnv>(async (c, next) => {
  if (!(await wasSignedOut(c))) return next();
  return c.redirect("/signed-out", 303);
});

/** A 304 may carry a renewed session, too. */
const tagged = etag({ retainedHeaders: [...RETAINED_304_HEADERS, "Set-Cookie"] });

export const pages = new Hono<AppEnv>()
  .get("/", leaveSignedOut, frontPage)
  // The same without rooms. The service worker caches both for when there is no network.
  .get("/offline/front", tagged, (c) => page(c, "index", cookieSession(c)))
  .get("/offline", tagged, (c) => page(c, "room", cookieSession(c)))
  .get("/sign-in", leaveSignedOut, (c) => page(c, "sign-in", cookieSession(c)))
  .get("/signed-out", signedOutPage)
  .get("/rooms/:room", room, leaveSignedOut, roomPage)
  .get("/rooms/:room/", room, leaveSignedOut, roomPage);

async function roomPage(c: RouteContext): Promise<Response> {
  const { room: name } = c.var;
  const session = cookieSession(c);
  const preview = roomPreview(c, name, session);
  const reader = { language: languageOf(c), timeZone: timeZoneOf(c) };
  return withContent(await page(c, "room", session), async () => {
    const shown = await preview;
    return shown && previewHtml(name, shown, reader);
  });
}

async function frontPage(c: AppContext): Promise<Response> {
  const rooms = publicRooms(c);
  const recentRooms = Math.min(RECENT_ROOMS_SHOWN, Number(getCookie(c, RECENT_ROOMS_COOKIE)) || 0);
  return withContent(await page(c, "index", cookieSession(c)), async () => {
    const shown = await rooms;
    return shown && frontPageHtml(shown, { language: languageOf(c), recentRooms });
  });
}

/**
 * Fills the root of a page. Streams: the head, which names all scripts and styles, does not wait for the content.
 *
 * @param read returns the content of the root and the data of the script, undefined to leave the root empty
 */
function withContent(
  answer: Response,
  read: () => Promise<{ content: string; data: string } | undefined>,
): Response {
  // What changes all the time must not be cached.
  answer.headers.set("Cache-Control", "private, no-store");
  return new HTMLRewriter()
    .on("#root", {
      async element(root) {
        const filled = await read();
        if (filled === undefined) return;
        root.setInnerContent(filled.content, { html: true });
        root.after(filled.data, { html: true });
      },
    })
    .transform(answer);
}

/**
 * Removes from the browser what it stored of the person who was signed out. Others are sent on: no other site can make a browser
 * remove anything. A visitor without an account may come from a tab whose sign-out another tab has ended: the script of the page for a
 * sign-in says so. The cookie stays until the script has removed everything, so a tab that closes before is sent here again.
 */
async function signedOutPage(c: AppContext): Promise<Response> {
  if (!(await wasSignedOut(c, true))) {
    const session = await cookieSession(c);
    return c.redirect(session?.device === undefined ? "/sign-in" : "/", 303);
  }
  const answer = await page(c, "sign-in", undefined);
  answer.headers.set("Cache-Control", "private, no-store");
  answer.headers.set("Clear-Site-Data", '"cache"');
  return answer;
}

/**
 * A page in the visitor's language, with the cookie of a new session or of one that is due for renewal.
 *
 * @param session the reader's; without it the cookie stays as it is
 */
async function page(
  c: AppContext,
  name: "index" | "room" | "sign-in" | "operator",
  session: Promise<Session | undefined> | undefined,
): Promise<Response> {
  const [response, cookie] = await Promise.all([
    c.env.ASSETS.fetch(new Request(new URL(`/assets/${name}.html`, c.req.url), { method: c.req.method })),
    session && dueCookie(c, session),
  ]);
  const frame = name === "room" ? frameOf(c) : undefined;
  const answer = translatedPage(
    new Response(response.body, response),
    languageOf(c),
    limitsFrom(c.env),
    { privacy: c.env.PRIVACY_URL || undefined, imprint: c.env.IMPRINT_URL || undefined },
    frame,
  );
  // The file's own tag does not cover the translated texts: `etag` makes one from what is sent.
  answer.headers.delete("ETag");
  answer.headers.set("Cache-Control", "private, no-cache");
  answer.headers.append("Vary", LANGUAGE_VARIES);
  if (cookie !== undefined) answer.headers.append("Set-Cookie", cookie);
  return answer;
}

/** The page of operators, for them. Who else asks for its address does not get here. */
export async function operatorPage(c: AppContext): Promise<Response> {
  const answer = await page(c, "operator", undefined);
  answer.headers.set("Cache-Control", "private, no-store");
  answer.headers.set("X-Robots-Tag", "noindex");
  return answer;
}

/** How the page is shown in a frame of another site, if it is. */
function frameOf(c: AppContext): Frame | undefined {
  const value = c.req.query(EMBED_PARAMETER);
  return value === undefined ? undefined : { value, ...embedParameters(new URL(c.req.url).searchParams) };
}

async function dueCookie(c: AppContext, reader: Promise<Session | undefined>): Promise<string | undefined> {
  const secure = isSecure(c);
  const [signer, session] = await Promise.all([sessionSigner(c.env), reader]);
  const now = Date.now();
  if (session === undefined) return sessionCookie(newSession(now), secure, signer);
  const isDue = session.expires - now / 1_000 < RENEW_SECONDS;
  return isDue ? sessionCookie(renewSession(session, now), secure, signer) : undefined;
}

/** The reader's time zone, as the edge estimates it from the address. The page's script corrects it. */
function timeZoneOf(c: AppContext): string {
  const zone: unknown = c.req.raw.cf?.timezone;
  if (typeof zone !== "string") return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
