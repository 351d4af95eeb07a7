/**
 * Reads the rest of the body of a request that failed. If the server closed the connection in the middle of a body, the client would
 * see a broken connection and not the answer.
 */
import { createMiddleware } from "hono/factory";
import { withTimeout } from "../../platform/with-timeout.ts";
import type { AppEnv } from "../app-env.ts";

/** How much of a body is discarded at most, in bytes. */
const MAX_BYTES = 67_108_864;

/** For how long, in milliseconds. */
const TIMEOUT = 10_000;

export const drainBody = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const { body } = c.req.raw;
  if (c.res.status < 400 || body === null || body.locked) return;
  await drain(body.getReader());
});

/** Reads a body and discards it: 64 MiB at most, for 10 seconds at most. */
export const drain = (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> =>
  withTimeout(TIMEOUT, discard(reader));

async function discard(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    for (let left = MAX_BYTES; left > 0; ) {
      const { done, value } = await reader.read();
      if (done) return;
      left -= value.byteLength;
    }
  } catch {
    // The client has disconnected.
  }
}
