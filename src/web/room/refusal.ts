/** Reads why a connection was refused out of what `connect_error` brings. */
import type { ErrorCode } from "../../protocol/errors.ts";

export interface Refusal {
  code: ErrorCode | undefined;
  message: string;
}

/**
 * The room's own words, or `undefined` where the network was at fault.
 *
 * They come with a CONNECT_ERROR packet (`error.data`), or, when the handshake itself was refused, as the JSON body of
 * the HTTP response that engine.io-client keeps under `error.context`. A WebSocket's refusal is never readable.
 */
export function refusalOf(error: Error): Refusal | undefined {
  if (!isTransportError(error)) return { code: codeOf(Reflect.get(error, "data")), message: error.message };
  const context: unknown = Reflect.get(error, "context");
  const body = isObject(context) ? parse(Reflect.get(context, "responseText")) : undefined;
  if (!isObject(body)) return undefined;
  const inner: unknown = Reflect.get(body, "error");
  const described = isObject(inner) ? inner : body;
  const message: unknown = Reflect.get(described, "message");
  const code = codeOf(described);
  return typeof message === "string" && code !== undefined ? { code, message } : undefined;
}

const isTransportError = (error: Error): boolean =>
  Reflect.get(error, "type") === "TransportError" || error.message === "timeout";

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function codeOf(value: unknown): ErrorCode | undefined {
  const code: unknown = isObject(value) ? Reflect.get(value, "code") : undefined;
  return typeof code === "string" ? (code as ErrorCode) : undefined;
}

function parse(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
