/** A request that is refused: thrown where the reason is found, answered where the request came in. */
import { type ErrorCode, type Failure, failure, type WireError } from "../protocol/errors.ts";

export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** When the same request may succeed, in milliseconds from now. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }

  static from({ code, message, retryAfter }: WireError): Refusal {
    return new Refusal(code, message, retryAfter);
  }

  toFailure(): Failure {
    return failure(this.code, this.message, this.retryAfter);
  }
}
