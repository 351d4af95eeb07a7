/** Uploads of files, before they are sent with a message. */
import { Hono } from "hono";
import type { RequestPrincipal } from "../../auth/principal.ts";
import { answerWithin } from "../../platform/with-timeout.ts";
import type { ChatRoom } from "../../room/chat-room.ts";
import { failure } from "../../shared/contract/errors.ts";
import { cleanFileName, filePath } from "../../shared/contract/files.ts";
import { limitsFrom } from "../../shared/limits.ts";
import {
  NoMemoryToScrub,
  type Scrubber,
  SharedMemory,
  scrubberFor,
  TooLargeToScrub,
} from "../../shared/media/strip-metadata.ts";
import { roomPath } from "../../shared/room-name.ts";
import { cleanName } from "../../shared/text/clean-text.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { fileBody, LENGTH_REQUIRED } from "../middleware/body-limit.ts";
import { drain } from "../middleware/drain-body.ts";
import { sendFailure } from "../middleware/errors.ts";
import { allowedOrigin } from "../middleware/origin.ts";
import { requirePrincipal } from "../middleware/principal.ts";
import { clientNetwork, limitRequests } from "../middleware/rate-limit.ts";
import { roomName } from "../middleware/room-name.ts";
import { fileBucket } from "./bucket.ts";
import { fileTypeOf } from "./file-type.ts";
import { imageSizeOf } from "./image-size.ts";
import {
  nextChunk,
  readHead,
  STALLED,
  type UploadDeadlines,
  UploadError,
  WRONG_LENGTH,
} from "./upload-body.ts";

const METADATA = failure(
  "invalid",
  "The location and camera data of this file cannot be removed. Save it in another format, such as JPEG or MP4.",
);
const BUSY = failure(
  "rate_limited",
  "Too many large files are processed at the moment. Send the file again in a moment.",
  5_000,
);

/** `POST /api/rooms/:room/files?name=<name>` stores the body for a message of the sender. Answers 201 with `{ ok, file }`. */
export const uploads = new Hono<AppEnv>().post(
  "/api/rooms/:room/files",
  roomName((name) => `/api${roomPath(name)}/files`),
  fileBucket,
  allowedOrigin,
  limitRequests,
  requirePrincipal,
  fileBody,
  upload,
);

async function upload(c: RouteContext<RequestPrincipal>): Promise<Response> {
  const { room, principal, bucket, fileSize: size } = c.var;
  const limits = limitsFrom(c.env);
  const body = c.req.raw.body as ReadableStream<Uint8Array>;
  const stub = c.env.ROOMS.getByName(room);
  const name = cleanFileName(c.req.query("name") ?? "", cleanName, limits.fileNameLength);
  const reserved = await stub.startUpload(principal, name, size, clientNetwork(c));
  if (!reserved.ok) return sendFailure(c, reserved);
  const { id, key } = reserved;
  const storing = storeUpload({ body, size, id, key, room: stub, bucket, limits }).catch(
    async (error: unknown) => {
      await stub.discardUpload(principal, id);
      throw error;
    },
  );
  // Continues when the client disconnects, so that a failed upload is not counted until it expires.
  c.executionCtx.waitUntil(storing.catch(() => {}));
  try {
    return c.json(await storing, 201, { Location: filePath(room, id) });
  } catch (error) {
    if (error instanceof UploadError) return sendFailure(c, error.failure);
    throw error;
  }
}

export interface Upload {
  body: ReadableStream<Uint8Array>;
  /** As announced by `Content-Length`, in bytes. */
  size: number;
  id: string;
  /** In the bucket. */
  key: string;
  room: DurableObjectStub<ChatRoom>;
  bucket: R2Bucket;
  limits: { uploadIdleMs: number; uploadMs: number; heldFileBytes: number };
}

/**
 * Stores a file without its location and camera data.
 *
 * @returns the answer with the file as it was stored
 * @throws UploadError where the file is rejected
 */
export async function storeUpload({ body, size, id, key, room, bucket, limits }: Upload) {
  const deadlines = { idle: limits.uploadIdleMs, end: Date.now() + limits.uploadMs };
  const { head, rest } = await readHead(body, deadlines);
  if (head.length === 0) throw new UploadError(LENGTH_REQUIRED);
  if (head.length > size) throw new UploadError(WRONG_LENGTH);
  const type = fileTypeOf(head, head.length >= size);
  try {
    const scrubber = rejecting(() => scrubberFor(head, size, memory.upTo(limits.heldFileBytes)));
    // R2 takes exactly as many bytes as were announced.
    const { readable, writable } = new FixedLengthStream(size);
    const settled = Promise.allSettled([
      bucket.put(key, readable, { httpMetadata: { contentType: type } }),
      copy(head, rest, { size, writable, scrubber, deadlines }),
    ]);
    // A client that is too slow is told so before.
    const longest = deadlines.end + deadlines.idle - Date.now();
    const [stored, copied] = await answerWithin(longest, "the bucket", settled);
    if (copied.status === "rejected" && copied.reason instanceof UploadError) throw copied.reason;
    if (stored.status === "rejected") throw stored.reason;
  } catch (error) {
    // A client that is still sending reads no answer, so the rest is read first, unless the client stalled.
    const hasStalled = error instanceof UploadError && error.failure === STALLED;
    if (rest !== undefined && !hasStalled) await drain(rest);
    throw error;
  }
  const file = await room.finishUpload(id, { type, ...imageSizeOf(type, head) });
  if (file.ok) return file;
  // Meanwhile the room is full, was deleted, or the reservation expired.
  await bucket.delete(key);
  throw new UploadError(file);
}

/** All uploads of an isolate share its 128 MB. */
const memory = new SharedMemory();

interface CopyOptions {
  size: number;
  writable: WritableStream<Uint8Array>;
  /** Removes metadata; undefined for files without any. */
  scrubber: Scrubber | undefined;
  deadlines: UploadDeadlines;
}

/** @throws UploadError where the body does not have the announced length, or its metadata cannot be removed */
async function copy(
  head: Uint8Array,
  rest: ReadableStreamDefaultReader<Uint8Array> | undefined,
  { size, writable, scrubber, deadlines }: CopyOptions,
): Promise<void> {
  const writer = writable.getWriter();
  const write = async (chunks: readonly Uint8Array[]): Promise<void> => {
    for (const chunk of chunks) await writer.write(chunk);
  };
  const scrub = (bytes: Uint8Array): Promise<void> =>
    write(scrubber === undefined ? [bytes] : rejecting(() => scrubber.push(bytes)));
  try {
    let left = size - head.length;
    await scrub(head);
    for (;;) {
      const read = rest && (await nextChunk(rest, deadlines));
      if (read === undefined || read.done) break;
      left -= read.value.length;
      if (left < 0) break;
      await scrub(read.value);
    }
    if (left !== 0) throw new UploadError(WRONG_LENGTH);
    if (scrubber !== undefined) await write(scrubber.end());
    await writer.close();
  } catch (error) {
    // The bucket may have failed first.
    await writer.abort(error).catch(() => {});
    throw error;
  } finally {
    scrubber?.release();
  }
}

/** @throws UploadError where metadata cannot be removed, or not now */
function rejecting<Result>(scrub: () => Result): Result {
  try {
    return scrub();
  } catch (error) {
    if (error instanceof TooLargeToScrub) throw new UploadError(METADATA);
    throw error instanceof NoMemoryToScrub ? new UploadError(BUSY) : error;
  }
}
