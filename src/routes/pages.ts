/** The two pages: the landing page and a room. Serving one touches no room: visiting creates nothing. */
import { Hono } from "hono";
import { roomPath } from "../protocol/room-name.ts";
import { sessionCookie, sessionFromCookie } from "../session/cookie.ts";
import { newSession, RENEW_SECONDS, renewSession } from "../session/session.ts";
import { signerOf } from "../session/signer-of.ts";
import type { AppContext, AppEnv } from "./app-env.ts";
import { isSecure } from "./request-origin.ts";
import { withRoom } from "./room-param.ts";

const room = withRoom(roomPath, (c) => page(c, "/room.html"));

export const pages = new Hono<AppEnv>()
  .get("/", (c) => page(c, "/index.html"))
  .get("/rooms/:room", room)
  .get("/rooms/:room/", room);

/** A page's file, and a session for a visitor who has none or whose own is getting old. */
async function page(c: AppContext, file: string): Promise<Response> {
  const [response, cookie] = await Promise.all([
    c.env.ASSETS.fetch(new Request(new URL(file, c.req.url), c.req.raw)),
    dueCookie(c),
  ]);
  const answer = new Response(response.body, response);
  answer.headers.set("Cache-Control", "private, no-cache");
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
