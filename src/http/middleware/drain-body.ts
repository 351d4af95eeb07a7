/**
 * Reads on to the end what a request still has to say when it is refused. A server that answers and hangs up in the middle of a
 * body cuts off its sender, who then learns nothing of the answer.
 */
import { createMiddleware } from "hono/factory";
import { withTimeout } from "../../platform/with-timeout.ts";
import type { AppEnv } from "../app-env.ts";

/** How much of a body is read for nothing, in bytes, and for how long, in milliseconds. */
const MOST = 67_108_864;
const LONGEST = 10_000;

export const drainBody = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const { body } = c.req.raw;
  if (c.res.status < 400 || body === null || body.locked) return;
  await drain(body.getReader());
});

/** Reads a body to its end and drops it: 64 MiB at most, for 10 seconds at most. */
export const drain = (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> =>
  withTimeout(LONGEST, discard(reader));

async function discard(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    for (let left = MOST; left > 0; ) {
      const { done, value } = await reader.read();
      if (done) return;
      left -= value.byteLength;
    }
  } catch {
    // Whoever hung up wants no answer.
  }
}
