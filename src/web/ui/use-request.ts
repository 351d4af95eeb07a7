/** The state of a request that a form or a button makes. */
import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Failure } from "../../shared/contract/errors.ts";
import { failureText } from "../i18n/failure-text.ts";

export class PendingRequest {
  readonly busy = signal(false);
  /** Whether the last request succeeded. */
  readonly done = signal(false);
  /** Why the last request failed, as half a sentence; else empty. */
  readonly problem = signal("");

  /** Waits for a request. Returns the answer, or `undefined` after a failure, whose reason is then in `problem`. */
  async run<Answer extends { ok: true }>(asked: Promise<Answer | Failure>): Promise<Answer | undefined> {
    this.busy.value = true;
    this.problem.value = "";
    this.done.value = false;
    const answer = await asked;
    this.busy.value = false;
    this.done.value = answer.ok;
    if (answer.ok) return answer;
    this.problem.value = failureText(answer.error);
    return undefined;
  }
}

/**
 * An event handler that runs `act` unless the last request is still pending. The button is then `aria-disabled` and not
 * `disabled`, which would remove the focus from it.
 */
export const submitUnlessBusy =
  (request: PendingRequest, act: () => Promise<void>) =>
  (event: Event): void => {
    event.preventDefault();
    if (!request.busy.peek()) void act();
  };

/** A {@link PendingRequest} of the component. */
export const useRequest = (): PendingRequest => useMemo(() => new PendingRequest(), []);
