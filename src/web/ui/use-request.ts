/** The state of a request that a form or a button makes. */
import { signal } from "@preact/signals";
import { useContext, useEffect, useMemo } from "preact/hooks";
import type { Failure } from "../../shared/contract/errors.ts";
import { failureText, type OwnFailure } from "../i18n/failure-text.ts";
import { LateFailure } from "./toast.tsx";

export class PendingRequest {
  readonly busy = signal(false);
  /** Whether all requests succeeded. */
  readonly done = signal(false);
  /** Why requests failed, in sentences; else empty. */
  readonly problem = signal("");
  /** Runs with the reason of each failure. */
  onFailure: ((reason: string) => void) | undefined;
  /** The last request about each subject, while it is pending. */
  readonly #pending = new Map<string, unknown>();
  readonly #problems = new Map<string, string>();

  /** @param onlyLast whether the answer to a request is ignored where another one was made since: it is out of date */
  constructor(private readonly onlyLast = false) {}

  /**
   * Waits for a request. Returns the answer, or `undefined` after a failure, whose reason is then in `problem`.
   *
   * @param subject what it is about, where several requests may be pending: only the last one about it counts
   */
  async run<Answer extends { ok: true }>(
    asked: Promise<Answer | Failure | OwnFailure>,
    subject = "",
  ): Promise<Answer | undefined> {
    this.#pending.set(subject, asked);
    this.#problems.delete(subject);
    this.#update();
    const answer = await asked;
    const reason = answer.ok ? undefined : failureText(answer.error);
    const isLast = this.#pending.get(subject) === asked;
    if (isLast) {
      this.#pending.delete(subject);
      if (reason !== undefined) this.#problems.set(subject, reason);
      this.#update();
      if (reason !== undefined) this.onFailure?.(reason);
    }
    return answer.ok && (isLast || !this.onlyLast) ? answer : undefined;
  }

  #update(): void {
    this.busy.value = this.#pending.size > 0;
    this.done.value = this.#pending.size === 0 && this.#problems.size === 0;
    this.problem.value = [...new Set(this.#problems.values())].join(" ");
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

/**
 * A {@link PendingRequest} of the component. A failure that comes after the component is gone is shown by {@link LateFailure}.
 *
 * @param kept one that outlives the component
 */
export function useRequest(kept?: PendingRequest): PendingRequest {
  const request = useMemo(() => kept ?? new PendingRequest(), [kept]);
  const report = useContext(LateFailure);
  useEffect(() => {
    request.onFailure = undefined;
    return () => {
      request.onFailure = report;
    };
  }, [request, report]);
  return request;
}

/**
 * The same for requests that only load something: only the last answer counts, and a failure that comes after the component is gone is
 * not shown.
 */
export const useLoadRequest = (): PendingRequest => useMemo(() => new PendingRequest(true), []);
