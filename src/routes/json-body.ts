/** A request's body as JSON, read no further than it may go. */
import { type Failure, failure } from "../protocol/errors.ts";
import type { AppContext } from "./app-env.ts";

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
  const text = await readText(c.req.raw, limit);
  if (text === undefined) return failure("too_large", `The body has at most ${limit} bytes.`);
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return failure("invalid", "The body is not valid JSON.");
  }
}

async function readText({ body }: Request, limit: number): Promise<string | undefined> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  let length = 0;
  let text = "";
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > limit) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
