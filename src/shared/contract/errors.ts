/** How a request is answered, over Socket.IO acknowledgements and HTTP bodies alike. */

/** Everything that can be wrong with a request, as a word a program can act on. */
export type ErrorCode =
  /** The payload does not have the documented shape. */
  | "invalid"
  /** Something is longer or bigger than its limit. */
  | "too_large"
  /** The session or token given is not valid (any more). */
  | "unauthorized"
  | "forbidden"
  | "not_found"
  /** Too many requests: `retryAfter` says how long to wait. */
  | "rate_limited"
  | "muted"
  | "locked"
  | "banned"
  | "room_full"
  /** The retry reaches too far back to tell whether it was stored: resume first, then send again. */
  | "stale"
  /** Nobody listens to an event of this name. */
  | "unknown_event"
  | "internal";

/** Why a request was refused. */
export interface WireError {
  code: ErrorCode;
  /** A sentence in English for a person who writes a client. */
  message: string;
  /** When the same request may succeed, in milliseconds from now. */
  retryAfter?: number;
}

/** Why a connection was refused, or is ended: the `data` of a `connect_error`, and a `goodbye`. */
export interface ConnectRefusal extends WireError {
  /** With `forbidden`: whether a passphrase opens the room. */
  passphrase?: boolean;
}

/** A request that was refused, and changed nothing. */
export interface Failure {
  ok: false;
  error: WireError;
}

/** What every acknowledgement gets: the result with `ok: true`, or a {@link Failure}. Nothing else, ever. */
export type Ack<Result extends object = object> = ({ ok: true } & Result) | Failure;

/** Builds the answer to a request that is refused. */
export function failure(code: ErrorCode, message: string, retryAfter?: number): Failure {
  return { ok: false, error: retryAfter === undefined ? { code, message } : { code, message, retryAfter } };
}

/** The HTTP status that goes with an error code. */
export const HTTP_STATUS = {
  invalid: 400,
  too_large: 413,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  rate_limited: 429,
  muted: 403,
  locked: 403,
  banned: 403,
  room_full: 503,
  stale: 409,
  unknown_event: 404,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;
