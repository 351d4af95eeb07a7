/** Results and errors of requests, in Socket.IO acknowledgements and HTTP bodies alike. */

/** The kinds of errors, for programs. */
export type ErrorCode =
  /** The payload does not have the documented shape. */
  | "invalid"
  /** Something is longer or larger than its limit. */
  | "too_large"
  /** The session or token is missing, not valid or expired. */
  | "unauthorized"
  | "forbidden"
  | "not_found"
  /** Too many requests: `retryAfter` says how long to wait. */
  | "rate_limited"
  | "muted"
  | "locked"
  | "banned"
  | "room_full"
  /**
   * The user has to prove to be a person first: by `POST /api/rooms/:room/verification`, or the field `turnstile` of a new room, with a
   * token of Turnstile for `siteKey`. Bots and people of the operator's issuer never get it.
   */
  | "verification_required"
  /** The retry is too old to tell whether the message was stored: resume first, then send again. */
  | "stale"
  /** There is no event with this name. */
  | "unknown_event"
  | "internal";

/** Why a request failed. */
export interface WireError {
  code: ErrorCode;
  /** A sentence in English for the developer of a client. */
  message: string;
  /** When the same request may succeed, in milliseconds from now. */
  retryAfter?: number;
  /** With `verification_required`: the public key for Turnstile's widget. */
  siteKey?: string;
}

/** Why a connection was rejected or closed: the `data` of a `connect_error`, and a `goodbye`. */
export interface ConnectRefusal extends WireError {
  /** With `forbidden`: whether the room accepts a passphrase. */
  passphrase?: boolean;
  /** With `unauthorized`: the person has signed this device out. A page removes what it has stored of them. */
  signedOut?: boolean;
}

/** A request that failed, and changed nothing. */
export interface Failure {
  ok: false;
  error: WireError;
}

/** The value of every acknowledgement: the result with `ok: true`, or a {@link Failure}. */
export type Ack<Result extends object = object> = ({ ok: true } & Result) | Failure;

/** @param retryAfter in milliseconds */
export function failure(code: ErrorCode, message: string, retryAfter?: number): Failure {
  return { ok: false, error: retryAfter === undefined ? { code, message } : { code, message, retryAfter } };
}

/** The HTTP status for each error code. */
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
  verification_required: 403,
  room_full: 503,
  stale: 409,
  unknown_event: 404,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;
