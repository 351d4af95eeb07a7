/** A request that a control makes: whether it is under way, and why it was refused. */
import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Failure } from "../../shared/contract/errors.ts";
import { failureText } from "../i18n/failure-text.ts";

export class PendingRequest {
  readonly busy = signal(false);
  /** Whether the last request was done. */
  readonly done = signal(false);
  /** Half a sentence; empty unless the last request was refused. */
  readonly problem = signal("");

  /** Asks. Returns the answer unless it is a refusal, which is then in `problem`. */
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
 * What a form or a button does: `act`, unless the last time is still under way. The button is then `aria-disabled` and
 * not `disabled`, which would take the focus from it.
 */
export const submitUnlessBusy =
  (request: PendingRequest, act: () => Promise<void>) =>
  (event: Event): void => {
    event.preventDefault();
    if (!request.busy.peek()) void act();
  };

/** An {@link PendingRequest} for as long as the component is there. */
export const useRequest = (): PendingRequest => useMemo(() => new PendingRequest(), []);
