/** Files of a room: uploaded before they are sent with a message, and read by whoever may read the messages. */
import { Hono } from "hono";
import { fileTypeOf, HEAD_BYTES } from "../files/file-type.ts";
import { pictureSizeOf } from "../files/picture-size.ts";
import { failure } from "../protocol/errors.ts";
import { cleanFileName, filePath, isPicture, playedAs } from "../protocol/files.ts";
import { limitsFrom } from "../protocol/limits.ts";
import { roomPath } from "../protocol/room-name.ts";
import { cleanName } from "../protocol/text.ts";
import type { AppContext, AppEnv } from "./app-env.ts";
import { mayRequest } from "./frequency.ts";
import { posterOf } from "./poster.ts";
import { refused } from "./problem.ts";
import { isFromAllowedOrigin } from "./request-origin.ts";
import { withRoom } from "./room-param.ts";

const ID = /^[0-9a-f]{32}$/;

/**
 * `POST /api/rooms/:room/files?name=<name>` with the file as the body stores it for a message of whoever sends it, and answers
 * 201 with `{ ok, file }`.
 */
export const uploads = new Hono<AppEnv>().post(
  "/api/rooms/:room/files",
  withRoom((name) => `/api${roomPath(name)}/files`, upload),
);

/** `GET /rooms/:room/files/:id`. Its answers have headers of their own, stricter than those of a page. */
export const downloads = new Hono<AppEnv>().get("/rooms/:room/files/:id", (c) => {
  const id = c.req.param("id");
  if (!ID.test(id)) return refused(c, MISSING);
  return withRoom(
    (name) => filePath(name, id),
    (c, name) => download(c, name, id),
  )(c);
});

const ORIGIN = failure("forbidden", "Pages of this origin may not do this here.");
const OFTEN = failure("rate_limited", "Too many requests from your network. Wait a minute.");
const UNKNOWN = failure(
  "unauthorized",
  "Say who you are, by the session cookie or Authorization: Bearer <token>.",
);
const LENGTH = failure("invalid", "Say how long the file is: Content-Length, in bytes, and not 0.");
const TYPE = failure(
  "invalid",
  "A room takes pictures, sound, video, PDF, ZIP and plain text; this is something else.",
);
const SHORT = failure("invalid", "The body ended before the length that Content-Length says.");
const MISSING = failure("not_found", "There is no such file (any more).");
const NO_FILES = failure("not_found", "This deployment keeps no files.");

async function upload(c: AppContext, room: string): Promise<Response> {
  const bucket = c.env.FILES;
  if (bucket === undefined) return refused(c, NO_FILES);
  if (!isFromAllowedOrigin(c)) return refused(c, ORIGIN);
  if (!(await mayRequest(c))) return refused(c, OFTEN);
  const poster = await posterOf(c);
  if (poster === undefined) return refused(c, UNKNOWN);
  const length = c.req.header("Content-Length") ?? "";
  const { body } = c.req.raw;
  const size = Number(length);
  if (!/^\d{1,15}$/.test(length) || size === 0 || body === null) return refused(c, LENGTH);
  const limits = limitsFrom(c.env);
  if (size > limits.fileBytes)
    return refused(c, failure("too_large", `A file has at most ${limits.fileBytes} bytes.`));

  const object = c.env.ROOMS.getByName(room);
  const name = cleanFileName(c.req.query("name") ?? "", cleanName, limits.fileNameLength);
  const reserved = await object.reserveFile(poster, name, size);
  if (!reserved.ok) return refused(c, reserved);
  const { id, key } = reserved;
  const giveUp = () => object.dropFile(poster, id);
  try {
    const { head, rest } = await readHead(body);
    const type = fileTypeOf(head, head.length >= size);
    if (type === undefined) {
      await Promise.all([giveUp(), rest?.cancel()]);
      return refused(c, head.length === 0 ? LENGTH : TYPE);
    }
    // R2 takes just as many bytes as were announced; more or fewer are an error.
    const { readable, writable } = new FixedLengthStream(size);
    const storing = bucket.put(key, readable, { httpMetadata: { contentType: type } });
    const [stored] = await Promise.allSettled([storing, copy(head, rest, writable)]);
    if (stored.status === "rejected") {
      await giveUp();
      return refused(c, SHORT);
    }
    const file = await object.storedFile(id, { type, ...pictureSizeOf(type, head) });
    return file.ok ? c.json(file, 201, { Location: filePath(room, id) }) : refused(c, file);
  } catch (error) {
    await giveUp();
    throw error;
  }
}

/** The first bytes of a body, and the rest of it, if there is one. */
async function readHead(
  body: ReadableStream<Uint8Array>,
): Promise<{ head: Uint8Array; rest: ReadableStreamDefaultReader<Uint8Array> | undefined }> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const { done, value } = await reader.read();
    if (done) return { head: joined(chunks, length), rest: undefined };
    chunks.push(value);
    length += value.length;
  }
  return { head: joined(chunks, length), rest: reader };
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

async function copy(
  head: Uint8Array,
  rest: ReadableStreamDefaultReader<Uint8Array> | undefined,
  writable: WritableStream<Uint8Array>,
): Promise<void> {
  const writer = writable.getWriter();
  try {
    await writer.write(head);
    for (;;) {
      const next = await rest?.read();
      if (next === undefined || next.done) break;
      await writer.write(next.value);
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
}

async function download(c: AppContext, room: string, id: string): Promise<Response> {
  const bucket = c.env.FILES;
  if (bucket === undefined) return refused(c, NO_FILES);
  if (!(await mayRequest(c))) return refused(c, OFTEN);
  const found = await c.env.ROOMS.getByName(room).readFile(await posterOf(c), id);
  if (!found.ok) return refused(c, found);
  const { key, file } = found;
  const object = await bucket.get(key, { range: c.req.raw.headers, onlyIf: c.req.raw.headers });
  if (object === null) return refused(c, MISSING);
  const headers = new Headers({
    "Content-Type":
      isPicture(file.type) || playedAs(file.type) !== undefined ? file.type : "application/octet-stream",
    "Content-Disposition": `${isPicture(file.type) ? "inline" : "attachment"}; filename*=UTF-8''${encodeName(file.name)}`,
    // Whatever it is, it is no page: no script, no form, no origin.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, max-age=31536000, immutable",
    "Accept-Ranges": "bytes",
    ETag: object.httpEtag,
  });
  if (!("body" in object)) return new Response(null, { status: 304, headers });
  const range = c.req.header("Range") === undefined ? undefined : object.range;
  if (range === undefined || !("offset" in range)) {
    headers.set("Content-Length", String(object.size));
    return new Response(object.body, { headers });
  }
  const { offset = 0, length = object.size - offset } = range;
  headers.set("Content-Range", `bytes ${offset}-${offset + length - 1}/${object.size}`);
  headers.set("Content-Length", String(length));
  return new Response(object.body, { status: 206, headers });
}

/** RFC 8187: what a header can hold. */
const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
