/** The error of a request that is rejected: thrown where the reason is found, turned into a {@link Failure} at the border. */
import { type ErrorCode, type Failure, failure, type WireError } from "../shared/contract/errors.ts";

export class RoomError extends Error {
  /** See `ConnectRefusal`. */
  signedOut?: boolean;

  /** See `WireError`. */
  siteKey?: string;

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** When the same request may succeed, in milliseconds from now. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }

  static from({ code, message, retryAfter, siteKey }: WireError): RoomError {
    const error = new RoomError(code, message, retryAfter);
    if (siteKey !== undefined) error.siteKey = siteKey;
    return error;
  }

  toFailure(): Failure {
    const { code, message, retryAfter, siteKey } = this;
    const answer = failure(code, message, retryAfter);
    if (siteKey !== undefined) answer.error.siteKey = siteKey;
    return answer;
  }
}
