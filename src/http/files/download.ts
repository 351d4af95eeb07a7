/** A file of a room, for whoever may read its messages. */
import { Hono, type Next } from "hono";
import { failure } from "../../shared/contract/errors.ts";
import { filePath, isPicture, playedAs, type UploadedFile } from "../../shared/contract/files.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { problem, refused } from "../middleware/errors.ts";
import { readerOf } from "../middleware/principal.ts";
import { mayRequest, TOO_MANY_REQUESTS } from "../middleware/rate-limit.ts";
import { securityHeaders } from "../middleware/security-headers.ts";
import { withRoom } from "../rooms/room-param.ts";
import { type ByteRange, byteRangeOf } from "./byte-range.ts";
import { mayHavePart, statusInstead } from "./preconditions.ts";

const ID = /^[0-9a-f]{32}$/;

const PATH = "/rooms/:room/files/:id";

/** `GET /rooms/:room/files/:id`. A file has headers of its own, stricter than those of a page. */
export const downloads = new Hono<AppEnv>().use(PATH, headsProblems).get(PATH, (c) => {
  const id = c.req.param("id");
  if (!ID.test(id)) return refused(c, MISSING);
  return withRoom(
    (name) => filePath(name, id),
    (c, name) => download(c, name, id),
  )(c);
});

/** What is no file is a page like any other. */
async function headsProblems(c: AppContext, next: Next): Promise<void> {
  await next();
  if (c.res.status >= 400) await securityHeaders(c, async () => {});
}

const MISSING = failure("not_found", "There is no such file (any more).");
const NO_FILES = failure("not_found", "This deployment keeps no files.");

async function download(c: AppContext, room: string, id: string): Promise<Response> {
  const bucket = c.env.FILES;
  if (bucket === undefined) return refused(c, NO_FILES);
  if (!(await mayRequest(c))) return refused(c, TOO_MANY_REQUESTS);
  const reader = await readerOf(c);
  if (!reader.ok) return refused(c, reader);
  const found = await c.env.ROOMS.getByName(room).readFile(reader.reader, id);
  if (!found.ok) return refused(c, found);
  const { key, file } = found;
  const sent = c.req.raw.headers;
  // A file never changes: its id is its version.
  const tag = `"${id}"`;
  const headers = headersOf(file, tag);
  const instead = statusInstead(sent, tag);
  if (instead !== undefined) return new Response(null, { status: instead, headers });
  const isRead = c.req.method === "GET";
  const range = isRead && mayHavePart(sent, tag) ? byteRangeOf(c.req.header("Range"), file.size) : "whole";
  if (range === "unsatisfiable") {
    c.header("Content-Range", `bytes */${file.size}`);
    return problem(c, "invalid", `The file has ${file.size} bytes.`, 416);
  }
  const object = isRead ? await bucket.get(key, range === "whole" ? {} : { range }) : await bucket.head(key);
  if (object === null) return refused(c, MISSING);
  const body = "body" in object ? (object as R2ObjectBody).body : null;
  return range === "whole" ? whole(body, file.size, headers) : part(body, range, file.size, headers);
}

function whole(body: ReadableStream | null, size: number, headers: Headers): Response {
  headers.set("Content-Length", String(size));
  return new Response(body, { headers });
}

function part(
  body: ReadableStream | null,
  { offset, length }: ByteRange,
  size: number,
  headers: Headers,
): Response {
  headers.set("Content-Range", `bytes ${offset}-${offset + length - 1}/${size}`);
  headers.set("Content-Length", String(length));
  return new Response(body, { status: 206, headers });
}

function headersOf({ name, type }: UploadedFile, tag: string): Headers {
  const isShown = isPicture(type);
  return new Headers({
    "Content-Type": isShown || playedAs(type) !== undefined ? type : "application/octet-stream",
    "Content-Disposition": `${isShown ? "inline" : "attachment"}; filename*=UTF-8''${encodeName(name)}`,
    // Whatever it is, it is no page: no script, no form, no origin.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    // Asked for again each time: it may have been deleted, or the room closed. What a browser has is not sent again.
    "Cache-Control": "private, no-cache",
    "Accept-Ranges": "bytes",
    ETag: tag,
  });
}

/** RFC 8187: what a header can hold. */
const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
