/** Downloads of files, for anyone who may read the room. */
import { Hono, type MiddlewareHandler } from "hono";
import { failure } from "../../shared/contract/errors.ts";
import { filePath, isPicture, playedAs, type UploadedFile } from "../../shared/contract/files.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { sendError, sendFailure } from "../middleware/errors.ts";
import { principal } from "../middleware/principal.ts";
import { limitRequests } from "../middleware/rate-limit.ts";
import { roomName } from "../middleware/room-name.ts";
import { securityHeaders } from "../middleware/security-headers.ts";
import { fileBucket } from "./bucket.ts";
import { type ByteRange, byteRangeOf } from "./byte-range.ts";
import { ifRangeMatches, preconditionStatus } from "./preconditions.ts";

const PATH = "/rooms/:room/files/:id";

const ID = /^[0-9a-f]{32}$/;

const NOT_FOUND = failure("not_found", "There is no such file, or it was deleted.");

/** A file has headers of its own. An error is a page like any other. */
const secureErrors: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (c.res.status >= 400) await securityHeaders(c, async () => {});
};

const validId: MiddlewareHandler<AppEnv> = async (c, next) =>
  ID.test(c.req.param("id") ?? "") ? next() : sendFailure(c, NOT_FOUND);

/** `GET /rooms/:room/files/:id` */
export const downloads = new Hono<AppEnv>().use(PATH, secureErrors).get(
  PATH,
  validId,
  roomName((name, c) => filePath(name, c.req.param("id") ?? "")),
  fileBucket,
  limitRequests,
  principal,
  download,
);

async function download(c: RouteContext): Promise<Response> {
  const { room, bucket } = c.var;
  const id = c.req.param("id") ?? "";
  const found = await c.env.ROOMS.getByName(room).readFile(c.var.principal, id);
  if (!found.ok) return sendFailure(c, found);
  const { key, file } = found;
  const request = c.req.raw;
  // A file never changes, so its id is its entity tag.
  const tag = `"${id}"`;
  const headers = headersOf(file, tag);
  const status = preconditionStatus(request.headers, tag);
  if (status !== undefined) return new Response(null, { status, headers });
  const isGet = request.method === "GET";
  const range =
    isGet && ifRangeMatches(request.headers, tag) ? byteRangeOf(c.req.header("Range"), file.size) : "whole";
  if (range === "unsatisfiable") {
    c.header("Content-Range", `bytes */${file.size}`);
    return sendError(c, "invalid", `The file has ${file.size} bytes.`, 416);
  }
  const object = isGet ? await bucket.get(key, range === "whole" ? {} : { range }) : await bucket.head(key);
  if (object === null) return sendFailure(c, NOT_FOUND);
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
    // A file is never a page: it has no scripts, no forms and no origin.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    // A browser revalidates each time: the file may be deleted, or the room private by now.
    "Cache-Control": "private, no-cache",
    "Accept-Ranges": "bytes",
    ETag: tag,
  });
}

/** The name as an extended parameter (RFC 8187). */
const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
