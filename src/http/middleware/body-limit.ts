/** Bodies of requests: their type, and how large they may be. */
import { createMiddleware } from "hono/factory";
import { type Failure, failure } from "../../shared/contract/errors.ts";
import { limitsFrom } from "../../shared/limits.ts";
import type { AppEnv } from "../app-env.ts";
import { sendFailure } from "./errors.ts";

const NOT_JSON = failure("invalid", "The body must be application/json.");
const NOT_PARSED = failure("invalid", "The body is not valid JSON in UTF-8.");
const INTERRUPTED = failure("invalid", "The body ended early.");

/** For a file without a length, or without content. */
export const LENGTH_REQUIRED = failure(
  "invalid",
  "A file needs a Content-Length: its size in bytes, and not 0.",
);

/**
 * Reads a body of `LIMITS.bodyBytes` at most as JSON and sets `body`. Rejects others with `too_large` or `invalid`.
 *
 * The type must be `application/json`: a page of another origin cannot send that without a preflight request, unlike the
 * types of a form.
 */
export const jsonBody = createMiddleware<AppEnv>(async (c, next) => {
  const type = c.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return sendFailure(c, NOT_JSON);
  const bytes = await readBytes(c.req.raw, limitsFrom(c.env).bodyBytes);
  if (!bytes.ok) return sendFailure(c, bytes);
  try {
    c.set("body", JSON.parse(decode(bytes.chunks)));
  } catch {
    return sendFailure(c, NOT_PARSED);
  }
  return next();
});

/** Sets `fileSize` to the `Content-Length`. Rejects a file over `LIMITS.fileBytes` with `too_large`, an empty one with `invalid`. */
export const fileBody = createMiddleware<AppEnv>(async (c, next) => {
  const length = c.req.header("Content-Length") ?? "";
  const size = Number(length);
  if (!/^\d{1,15}$/.test(length) || size === 0 || c.req.raw.body === null)
    return sendFailure(c, LENGTH_REQUIRED);
  const { fileBytes } = limitsFrom(c.env);
  if (size > fileBytes) return sendFailure(c, failure("too_large", `A file has at most ${fileBytes} bytes.`));
  c.set("fileSize", size);
  return next();
});

async function readBytes(
  { body }: Request,
  limit: number,
): Promise<{ ok: true; chunks: Uint8Array[] } | Failure> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // The rest is not cancelled: that would close the connection before the client reads the answer.
    for await (const chunk of body?.values({ preventCancel: true }) ?? []) {
      length += chunk.byteLength;
      if (length > limit) return failure("too_large", `The body has at most ${limit} bytes.`);
      chunks.push(chunk);
    }
  } catch {
    return INTERRUPTED;
  }
  return { ok: true, chunks };
}

/** @throws TypeError where the bytes are not UTF-8 */
function decode(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
}
