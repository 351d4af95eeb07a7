/** The errors of an Engine.IO handshake: codes, texts and status of the reference server. */

/** Why a request was refused. Source: Engine.IO's `Server.errors`. */
export const ErrorCode = {
  UNKNOWN_TRANSPORT: 0,
  UNKNOWN_SID: 1,
  BAD_HANDSHAKE_METHOD: 2,
  BAD_REQUEST: 3,
  FORBIDDEN: 4,
  UNSUPPORTED_PROTOCOL_VERSION: 5,
} as const;

/** One of {@link ErrorCode}. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** The text of each code. */
export const ERROR_MESSAGES: Readonly<Record<ErrorCode, string>> = {
  0: "Transport unknown",
  1: "Session ID unknown",
  2: "Bad handshake method",
  3: "Bad request",
  4: "Forbidden",
  5: "Unsupported protocol version",
};

/** A refused request: what `connection_error` reports and what the client is answered. */
export class HandshakeError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly context: Record<string, unknown> = {},
  ) {
    super(ERROR_MESSAGES[code]);
  }

  /** The text that the client gets: the reason of an `allowRequest` refusal, else the text of the code. */
  get reason(): string {
    return typeof this.context.message === "string" ? this.context.message : this.message;
  }

  /** The answer to an HTTP request: the code and the text as JSON. */
  toResponse(headers: Headers): Response {
    headers.set("Content-Type", "application/json");
    const status = this.code === ErrorCode.FORBIDDEN ? 403 : 400;
    return new Response(JSON.stringify({ code: this.code, message: this.reason }), { status, headers });
  }

  /** The answer to an upgrade: always 400, the text as the body. */
  toUpgradeResponse(headers: Headers): Response {
    headers.set("Content-Type", "text/html");
    return new Response(this.reason, { status: 400, headers });
  }
}
