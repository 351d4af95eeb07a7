/** Reads why a connection was refused out of what `connect_error` brings. */
import type { ErrorCode } from "../../../shared/contract/errors.ts";

export interface ConnectError {
  code: ErrorCode | undefined;
  message: string;
  /** When the room may have another answer, in milliseconds from now. */
  retryAfter?: number;
  /** Whether a passphrase opens the room, where it said so. */
  passphrase?: boolean;
}

/**
 * The room's own words, or `undefined` where the network was at fault.
 *
 * They come with a CONNECT_ERROR packet (`error.data`), or, when the handshake itself was refused, as the JSON body of
 * the HTTP response that engine.io-client keeps under `error.context`. A WebSocket's refusal is never readable.
 */
export function connectErrorOf(error: Error): ConnectError | undefined {
  if (!isTransportError(error)) return describe(Reflect.get(error, "data"), error.message);
  const context: unknown = Reflect.get(error, "context");
  const body = isObject(context) ? parse(Reflect.get(context, "responseText")) : undefined;
  if (!isObject(body)) return undefined;
  const inner: unknown = Reflect.get(body, "error");
  const described = isObject(inner) ? inner : body;
  const message: unknown = Reflect.get(described, "message");
  return typeof message === "string" ? describe(described, message) : undefined;
}

const isTransportError = (error: Error): boolean =>
  Reflect.get(error, "type") === "TransportError" || error.message === "timeout";

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function describe(data: unknown, message: string): ConnectError {
  if (!isObject(data)) return { code: undefined, message };
  const code: unknown = Reflect.get(data, "code");
  const passphrase: unknown = Reflect.get(data, "passphrase");
  const retryAfter: unknown = Reflect.get(data, "retryAfter");
  return {
    code: typeof code === "string" ? (code as ErrorCode) : undefined,
    message,
    ...(typeof retryAfter === "number" ? { retryAfter } : {}),
    ...(typeof passphrase === "boolean" ? { passphrase } : {}),
  };
}

function parse(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
