/** The request as the server received it: the page's network inspector cannot see the headers that a browser adds. */
import { Hono } from "hono";
import { seenRequest } from "../shared/seen-request.ts";
import type { AppContext, AppEnv } from "./app-env.ts";

/**
 * `GET` and `POST /api/wire` answer `{ ok, request: { method, target, headers: { name, value?, size }[] } }`. Credentials are
 * shown by their size only. No room wakes, and the body is not read.
 */
export const requestEcho = new Hono<AppEnv>().get("/api/wire", echo).post("/api/wire", echo);

function echo(c: AppContext): Response {
  const { pathname, search } = new URL(c.req.url);
  const request = seenRequest(c.req.method, pathname + search, clientHeaders(c.req.raw));
  return c.json({ ok: true, request }, 200, { "Cache-Control": "no-store" });
}

/** The headers as the client sent them: the edge replaces `Accept-Encoding`, and keeps the client's in `cf`. */
function clientHeaders({ headers, cf }: Request): Headers {
  const sent = new Headers(headers);
  const accepted = cf?.clientAcceptEncoding;
  if (typeof accepted !== "string") return sent;
  if (accepted === "") sent.delete("Accept-Encoding");
  else sent.set("Accept-Encoding", accepted);
  return sent;
}
