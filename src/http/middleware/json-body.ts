/** A request's body as JSON, read no further than it may go. */
import { type Failure, failure } from "../../shared/contract/errors.ts";
import type { AppContext } from "../app-env.ts";

/**
 * Reads a body.
 *
 * Its type must be `application/json`: a page of another origin cannot send that without asking first, whatever a form
 * of it may send.
 *
 * @param limit bytes
 * @returns the value, or the failure to answer with: `too_large` or `invalid`
 */
export async function readJson(
  c: AppContext,
  limit: number,
): Promise<{ ok: true; value: unknown } | Failure> {
  const type = c.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return failure("invalid", "The body must be application/json.");
  const body = await readBytes(c.req.raw, limit);
  if (!body.ok) return body;
  try {
    return { ok: true, value: JSON.parse(decode(body.chunks)) };
  } catch {
    return failure("invalid", "The body is not valid JSON in UTF-8.");
  }
}

async function readBytes(
  { body }: Request,
  limit: number,
): Promise<{ ok: true; chunks: Uint8Array[] } | Failure> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // What is not read is not cancelled: its sender would be cut off before it is told why.
    for await (const chunk of body?.values({ preventCancel: true }) ?? []) {
      length += chunk.byteLength;
      if (length > limit) return failure("too_large", `The body has at most ${limit} bytes.`);
      chunks.push(chunk);
    }
  } catch {
    return failure("invalid", "The body was cut off.");
  }
  return { ok: true, chunks };
}

/** @throws TypeError where the bytes are not UTF-8 */
function decode(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
}
