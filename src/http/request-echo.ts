/** What a request looks like from here: for pages that show what travels, and cannot see their own headers. */
import { Hono } from "hono";
import { seenRequest } from "../shared/seen-request.ts";
import type { AppContext, AppEnv } from "./app-env.ts";

/**
 * `GET` or `POST /api/wire` answers `{ ok, request: { method, target, headers: { name, value?, size }[] } }`: the head of
 * the request itself. Cookies and credentials are told by their size alone. It wakes no room and reads no body.
 */
export const wire = new Hono<AppEnv>().get("/api/wire", echo).post("/api/wire", echo);

function echo(c: AppContext): Response {
  const { pathname, search } = new URL(c.req.url);
  const request = seenRequest(c.req.method, pathname + search, headersOf(c.req.raw));
  return c.json({ ok: true, request }, 200, { "Cache-Control": "no-store" });
}

/** The headers of a request. The edge asks for encodings of its own, and keeps which ones the client asked for. */
function headersOf({ headers, cf }: Request): Headers {
  const own = new Headers(headers);
  const accepted = cf?.clientAcceptEncoding;
  if (typeof accepted !== "string") return own;
  if (accepted === "") own.delete("Accept-Encoding");
  else own.set("Accept-Encoding", accepted);
  return own;
}
