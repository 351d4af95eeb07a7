/** What a request looks like from here: for pages that show what travels, and cannot see their own headers. */
import { Hono } from "hono";
import { seenRequest } from "../protocol/seen-request.ts";
import type { AppContext, AppEnv } from "./app-env.ts";
import { clientAcceptEncoding } from "./client-accept-encoding.ts";

/**
 * `GET` or `POST /api/wire` answers `{ ok, request: { method, target, headers: { name, value?, size }[] } }`: the head of
 * the request itself. Cookies and credentials are told by their size alone. It wakes no room and reads no body.
 */
export const wire = new Hono<AppEnv>().get("/api/wire", echo).post("/api/wire", echo);

function echo(c: AppContext): Response {
  const { pathname, search } = new URL(c.req.url);
  const headers = new Headers(c.req.raw.headers);
  const encoding = clientAcceptEncoding(c.req.raw);
  if (encoding !== undefined) headers.set("Accept-Encoding", encoding);
  const request = seenRequest(c.req.method, pathname + search, headers);
  return c.json({ ok: true, request }, 200, { "Cache-Control": "no-store" });
}
