/** How an event becomes a request with an answer: checked, handled, and acknowledged whatever happens. */
import type { GenericSchema } from "valibot";
import { type Ack, type Failure, failure } from "../shared/contract/errors.ts";
import { check } from "../shared/validation/schemas.ts";
import { RoomError } from "./room-error.ts";

/** What a listener gets from Socket.IO: the payload and whatever else was sent, last the acknowledgement, if any. */
type Arguments = readonly unknown[];

/** The acknowledgement among an event's arguments. A client that asked for none gets none. */
export function acknowledgement(args: Arguments): (answer: Ack) => void {
  const last = args.at(-1);
  return typeof last === "function" ? (answer) => last(answer) : () => {};
}

/** Sends a request's acknowledgement: called once, at the moment it is to leave. */
export type Answer<Result extends object> = (result: Result) => void;

/**
 * A listener that checks the payload, hands it to `handle`, and acknowledges what `handle` answers.
 *
 * A payload that does not fit, and a {@link RoomError} thrown on the way, are answered as a failure. Any other error is
 * answered as `internal` and handed to `onError`. `Sent` is the payload as clients write it, where the schema makes
 * something else of it.
 */
export function requestHandler<Payload, Result extends object, Sent = Payload>(
  schema: GenericSchema<unknown, Payload>,
  handle: (payload: Payload, answer: Answer<Result>) => void | Promise<void>,
  onError: (error: unknown) => void,
): (payload: Sent, ack?: (answer: Ack<Result>) => void) => void {
  return (...args: unknown[]) => {
    const acknowledge = acknowledgement(args);
    const refuse = (error: unknown) => {
      if (!(error instanceof RoomError)) onError(error);
      acknowledge(toFailure(error));
    };
    const checked = check(schema, typeof args[0] === "function" ? undefined : args[0]);
    if (!checked.ok) {
      acknowledge(checked);
      return;
    }
    try {
      const handled = handle(checked.value, (result) => acknowledge({ ok: true, ...result }));
      if (handled instanceof Promise) handled.catch(refuse);
    } catch (error) {
      refuse(error);
    }
  };
}

/** What whoever asked is told of an error: why it was refused, and nothing of what went wrong on our side. */
export function toFailure(error: unknown): Failure {
  if (error instanceof RoomError) return error.toFailure();
  return failure("internal", "Something went wrong on our side. Nothing is lost by trying again.");
}

/** The answer to a call of a route: what `work` returns, or the {@link RoomError} it throws. Any other error stays one. */
export async function acknowledge<Result extends object>(
  work: () => Result | Promise<Result>,
): Promise<Ack<Result>> {
  try {
    return { ok: true, ...(await work()) };
  } catch (error) {
    if (error instanceof RoomError) return error.toFailure();
    throw error;
  }
}
