/** Files of a room: uploaded before they are sent with a message. */
import { Hono } from "hono";
import { networkOf } from "../../platform/network.ts";
import { withTimeout } from "../../platform/with-timeout.ts";
import type { ChatRoom } from "../../room/chat-room.ts";
import { type Failure, failure } from "../../shared/contract/errors.ts";
import { cleanFileName, filePath } from "../../shared/contract/files.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { fileTypeOf, HEAD_BYTES } from "../../shared/media/file-type.ts";
import { pictureSizeOf } from "../../shared/media/image-size.ts";
import {
  NoMemoryToScrub,
  type Scrubber,
  SharedMemory,
  scrubberFor,
  TooLargeToScrub,
} from "../../shared/media/strip-metadata.ts";
import { roomPath } from "../../shared/room-name.ts";
import { cleanName } from "../../shared/text/clean-text.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { drain } from "../middleware/drain-body.ts";
import { refused } from "../middleware/errors.ts";
import { isFromAllowedOrigin } from "../middleware/origin.ts";
import { principalOf } from "../middleware/principal.ts";
import { mayRequest, TOO_MANY_REQUESTS } from "../middleware/rate-limit.ts";
import { withRoom } from "../rooms/room-param.ts";

/**
 * `POST /api/rooms/:room/files?name=<name>` with the file as the body stores it for a message of whoever sends it, and answers
 * 201 with `{ ok, file }`.
 */
export const uploads = new Hono<AppEnv>().post(
  "/api/rooms/:room/files",
  withRoom((name) => `/api${roomPath(name)}/files`, upload),
);

const ORIGIN = failure("forbidden", "Pages of this origin may not do this here.");
const UNKNOWN = failure(
  "unauthorized",
  "Say who you are, by the session cookie or Authorization: Bearer <token>.",
);
const LENGTH = failure("invalid", "Say how long the file is: Content-Length, in bytes, and not 0.");
const METADATA = failure(
  "invalid",
  "The place and camera data of this file cannot be removed. Save it in another format, such as JPEG or MP4.",
);
const BUSY = failure(
  "rate_limited",
  "The place and camera data of too many large files is being removed. Send the file again in a moment.",
  5_000,
);
const SHORT = failure("invalid", "The body is not as long as Content-Length says.");
const STALLED = failure("invalid", "The upload stalled. Send the file again.");
const NO_FILES = failure("not_found", "This deployment keeps no files.");

async function upload(c: AppContext, room: string): Promise<Response> {
  const bucket = c.env.FILES;
  if (bucket === undefined) return refused(c, NO_FILES);
  if (!isFromAllowedOrigin(c)) return refused(c, ORIGIN);
  if (!(await mayRequest(c))) return refused(c, TOO_MANY_REQUESTS);
  const poster = await principalOf(c);
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
  const reserved = await object.startUpload(poster, name, size, networkOf(c.req.header("CF-Connecting-IP")));
  if (!reserved.ok) return refused(c, reserved);
  const { id, key } = reserved;
  const storing = store({ c, room, object, bucket, body, size, id, key }).catch(async (error: unknown) => {
    await object.discardUpload(poster, id);
    throw error;
  });
  // Also where its sender has gone: what was given up must not count until the hour is over.
  c.executionCtx.waitUntil(storing.catch(() => {}));
  try {
    return await storing;
  } catch (error) {
    if (error instanceof Unfit) return refused(c, error.failure);
    throw error;
  }
}

/** Why a body is not taken. */
class Unfit extends Error {
  constructor(readonly failure: Failure) {
    super(failure.error.message);
  }
}

interface Upload {
  c: AppContext;
  room: string;
  object: DurableObjectStub<ChatRoom>;
  bucket: R2Bucket;
  body: ReadableStream<Uint8Array>;
  /** As it was announced, in bytes. */
  size: number;
  id: string;
  key: string;
}

/** @throws Unfit */
async function store({ c, room, object, bucket, body, size, id, key }: Upload): Promise<Response> {
  const { uploadIdleMs, uploadMs, heldFileBytes } = limitsFrom(c.env);
  const pace: Pace = { idle: uploadIdleMs, until: Date.now() + uploadMs };
  const { head, rest } = await readHead(body, pace);
  if (head.length === 0) throw new Unfit(LENGTH);
  if (head.length > size) throw new Unfit(SHORT);
  const type = fileTypeOf(head, head.length >= size);
  try {
    const scrubber = orUnfit(() => scrubberFor(head, size, memory.upTo(heldFileBytes)));
    // R2 takes just as many bytes as were announced; more or fewer are an error.
    const { readable, writable } = new FixedLengthStream(size);
    const putting = bucket.put(key, readable, { httpMetadata: { contentType: type } });
    const copying = copy(head, rest, { size, writable, scrubber, pace });
    const [put, copied] = await Promise.allSettled([putting, copying]);
    if (copied.status === "rejected" && copied.reason instanceof Unfit) throw copied.reason;
    if (put.status === "rejected") throw put.reason;
  } catch (error) {
    // A sender who is cut off does not hear why. One who stalled is waited for no longer.
    const isStalled = error instanceof Unfit && error.failure === STALLED;
    if (rest !== undefined && !isStalled) await drain(rest);
    throw error;
  }
  const file = await object.finishUpload(id, { type, ...pictureSizeOf(type, head) });
  if (file.ok) return c.json(file, 201, { Location: filePath(room, id) });
  // The room is full by now, or was deleted, or has given the file up because it took so long.
  await bucket.delete(key);
  throw new Unfit(file);
}

/** All uploads of an isolate share its 128 MB with everything else in it. */
const memory = new SharedMemory();

/** How long an upload may bring nothing, and until when it may go on; milliseconds, the latter since the epoch. */
interface Pace {
  idle: number;
  until: number;
}

/** @throws Unfit where the body was cut off, or nothing comes for too long */
async function next(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { idle, until }: Pace,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  let read: ReadableStreamReadResult<Uint8Array> | undefined;
  const reading = reader.read().then(
    (result) => {
      read = result;
    },
    () => {
      throw new Unfit(SHORT);
    },
  );
  await withTimeout(Math.max(0, Math.min(idle, until - Date.now())), reading);
  if (read !== undefined) return read;
  reading.catch(() => {});
  throw new Unfit(STALLED);
}

/** The first bytes of a body, and the rest of it, if there is one. */
async function readHead(
  body: ReadableStream<Uint8Array>,
  pace: Pace,
): Promise<{ head: Uint8Array; rest: ReadableStreamDefaultReader<Uint8Array> | undefined }> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const { done, value } = await next(reader, pace);
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

interface Copy {
  size: number;
  writable: WritableStream<Uint8Array>;
  /** Removes metadata, where the file is of a kind that has any. */
  scrubber: Scrubber | undefined;
  pace: Pace;
}

/** @throws Unfit where the body is not as long as was announced, or its metadata cannot be removed */
async function copy(
  head: Uint8Array,
  rest: ReadableStreamDefaultReader<Uint8Array> | undefined,
  { size, writable, scrubber, pace }: Copy,
): Promise<void> {
  const writer = writable.getWriter();
  const write = async (deps: readonly Uint8Array[]): Promise<void> => {
    for (const part of deps) await writer.write(part);
  };
  const pass = (bytes: Uint8Array): Promise<void> =>
    write(scrubber === undefined ? [bytes] : orUnfit(() => scrubber.push(bytes)));
  try {
    let left = size - head.length;
    await pass(head);
    for (;;) {
      const read = rest && (await next(rest, pace));
      if (read === undefined || read.done) break;
      left -= read.value.length;
      if (left < 0) break;
      await pass(read.value);
    }
    if (left !== 0) throw new Unfit(SHORT);
    if (scrubber !== undefined) await write(scrubber.end());
    await writer.close();
  } catch (error) {
    // What it is written to may have failed first.
    await writer.abort(error).catch(() => {});
    throw error;
  } finally {
    scrubber?.release();
  }
}

/** @throws Unfit where metadata cannot be removed, or not now */
function orUnfit<Result>(scrub: () => Result): Result {
  try {
    return scrub();
  } catch (error) {
    if (error instanceof TooLargeToScrub) throw new Unfit(METADATA);
    throw error instanceof NoMemoryToScrub ? new Unfit(BUSY) : error;
  }
}
