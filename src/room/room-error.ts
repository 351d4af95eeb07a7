/** The error of a request that is rejected: thrown where the reason is found, turned into a {@link Failure} at the border. */
import { type ErrorCode, type Failure, failure, type WireError } from "../shared/contract/errors.ts";

export class RoomError extends Error {
  /** See `ConnectRefusal`. */
  signedOut?: boolean;

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** When the same request may succeed, in milliseconds from now. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }

  static from({ code, message, retryAfter }: WireError): RoomError {
    return new RoomError(code, message, retryAfter);
  }

  toFailure(): Failure {
    return failure(this.code, this.message, this.retryAfter);
  }
}
