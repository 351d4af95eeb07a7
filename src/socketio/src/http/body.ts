/** Reads the bodies of requests: as text, or to discard them. */

/** How long a body is discarded at most, in milliseconds. */
const DISCARD_TIMEOUT = 5_000;

/**
 * Reads a body as text.
 *
 * @param limit in bytes
 * @returns `undefined` if the body is longer than the limit
 * @throws if the body ends early, or `signal` is aborted
 */
export async function readText(
  request: Request,
  limit: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) return undefined;
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  let length = 0;
  let text = "";
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  const stop = (): unknown => reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop);
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      length += chunk.value.byteLength;
      if (length > limit) {
        stop();
        return undefined;
      }
      text += decoder.decode(chunk.value, { stream: true });
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
  signal.throwIfAborted();
  return text + decoder.decode();
}

/**
 * Reads and discards the body of a request that was rejected, unless something has read it. An object that answers while the runtime still
 * forwards a body to it makes that fail: the client may lose the answer, and the runtime logs an exception.
 *
 * @param limit in bytes: a client that sends more, or takes longer than five seconds, loses its connection
 */
export async function discardBody({ body }: Request, limit: number): Promise<void> {
  if (body === null || body.locked) return;
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const stop = (): Promise<void> => reader.cancel().catch(() => {});
  const timer = setTimeout(stop, DISCARD_TIMEOUT);
  try {
    let length = 0;
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      length += chunk.value.byteLength;
      if (length > limit) await stop();
    }
  } catch {
    // The client has disconnected.
  } finally {
    clearTimeout(timer);
  }
}
