/** Reads the body of an upload, with deadlines. */
import { withTimeout } from "../../platform/with-timeout.ts";
import { type Failure, failure } from "../../shared/contract/errors.ts";
import { HEAD_BYTES } from "./file-type.ts";

export const WRONG_LENGTH = failure("invalid", "The body does not have the length that Content-Length says.");
export const STALLED = failure("invalid", "The upload stalled. Send the file again.");

/** An upload is rejected. */
export class UploadError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.error.message);
  }
}

export interface UploadDeadlines {
  /** The longest pause between two chunks, in milliseconds. */
  idle: number;
  /** When the upload must be complete, in milliseconds since the epoch. */
  end: number;
}

/** @throws UploadError where the body was cut off, or a deadline passed */
export async function nextChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { idle, end }: UploadDeadlines,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  let read: ReadableStreamReadResult<Uint8Array> | undefined;
  const reading = reader.read().then(
    (result) => {
      read = result;
    },
    () => {
      throw new UploadError(WRONG_LENGTH);
    },
  );
  await withTimeout(Math.max(0, Math.min(idle, end - Date.now())), reading);
  if (read !== undefined) return read;
  reading.catch(() => {});
  throw new UploadError(STALLED);
}

/**
 * Reads the first `HEAD_BYTES` of a body, or all of a shorter one.
 *
 * @returns them, and a reader of the rest if there is more
 */
export async function readHead(
  body: ReadableStream<Uint8Array>,
  deadlines: UploadDeadlines,
): Promise<{ head: Uint8Array; rest: ReadableStreamDefaultReader<Uint8Array> | undefined }> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const { done, value } = await nextChunk(reader, deadlines);
    if (done) return { head: concatenate(chunks, length), rest: undefined };
    chunks.push(value);
    length += value.length;
  }
  return { head: concatenate(chunks, length), rest: reader };
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
