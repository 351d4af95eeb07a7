/** The errors of an Engine.IO handshake, with the codes, texts and statuses of the reference server. */

/** Why a request is rejected. Source: `Server.errors` of `engine.io`. */
export const ErrorCode = {
  UNKNOWN_TRANSPORT: 0,
  UNKNOWN_SID: 1,
  BAD_HANDSHAKE_METHOD: 2,
  BAD_REQUEST: 3,
  FORBIDDEN: 4,
  UNSUPPORTED_PROTOCOL_VERSION: 5,
} as const;

/** A value of {@link ErrorCode}. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** The text of each code. Source: `Server.errorMessages` of `engine.io`. */
export const ERROR_MESSAGES: Readonly<Record<ErrorCode, string>> = {
  0: "Transport unknown",
  1: "Session ID unknown",
  2: "Bad handshake method",
  3: "Bad request",
  4: "Forbidden",
  5: "Unsupported protocol version",
};

/** A rejected request: the `connection_error` event reports it and the client gets it as a response. */
export class HandshakeError extends Error {
  /** @param context details for `connection_error`; `message` in it replaces the text of the code */
  constructor(
    readonly code: ErrorCode,
    readonly context: Record<string, unknown> = {},
  ) {
    super(ERROR_MESSAGES[code]);
  }

  /** The text for the client: the reason that `allowRequest` gave, otherwise the text of the code. */
  get reason(): string {
    return typeof this.context.message === "string" ? this.context.message : this.message;
  }

  /** The response to an HTTP request: code and text as JSON, with status 403 or 400. */
  toResponse(headers: Headers): Response {
    headers.set("Content-Type", "application/json");
    const status = this.code === ErrorCode.FORBIDDEN ? 403 : 400;
    return new Response(JSON.stringify({ code: this.code, message: this.reason }), { status, headers });
  }

  /** The response to an upgrade request: always status 400, with the text as body. */
  toUpgradeResponse(headers: Headers): Response {
    headers.set("Content-Type", "text/html");
    return new Response(this.reason, { status: 400, headers });
  }
}
