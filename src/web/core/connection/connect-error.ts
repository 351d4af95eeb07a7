/** Reads from a `connect_error` why the room rejected a connection. */
import type { ErrorCode } from "../../../shared/contract/errors.ts";

export interface ConnectError {
  code: ErrorCode | undefined;
  message: string;
  /** When to try again, in milliseconds from now. */
  retryAfter?: number;
  /** Whether the room has a passphrase, if it said so. */
  passphrase?: boolean;
  /** Whether the user was signed out on this device. */
  signedOut?: boolean | undefined;
}

/**
 * The error that the room sent, or `undefined` if the network failed.
 *
 * It comes with a CONNECT_ERROR packet (`error.data`) or, if the handshake was rejected, as the JSON body of the HTTP
 * response that engine.io-client stores in `error.context`. A script cannot read why a WebSocket was rejected.
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
    signedOut: Reflect.get(data, "signedOut") as boolean | undefined,
  };
}

function parse(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
