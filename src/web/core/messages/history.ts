/** Loads messages before, after and around those that are shown. */
import { batch, signal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import type { HistoryPage, HistoryPayload } from "../../../shared/contract/message.ts";
import { limits } from "../limits.ts";
import type { Timeline } from "./timeline.ts";

export type Loading = "idle" | "loading" | "failed";

export class History {
  readonly older = signal<Loading>("idle");
  readonly newer = signal<Loading>("idle");

  /** @param request loads a page from the room; a lost answer is a failure like any other */
  constructor(
    private readonly timeline: Timeline,
    private readonly request: (payload: HistoryPayload) => Promise<Ack<HistoryPage>>,
  ) {}

  /** To be called with every welcome: what failed may be retried. */
  reset(): void {
    this.older.value = "idle";
    this.newer.value = "idle";
  }

  /** Loads the page before the first message shown. */
  async loadOlder(): Promise<void> {
    const before = this.timeline.messages.peek()[0]?.seq;
    if (before === undefined || !this.timeline.hasOlder.peek() || this.older.peek() === "loading") return;
    this.older.value = "loading";
    const answer = await this.request({ before, limit: limits.peek().historyPage });
    batch(() => {
      this.older.value = answer.ok ? "idle" : "failed";
      if (answer.ok) this.timeline.prepend(before, answer.messages, answer.hasMore === true);
    });
  }

  /** Loads the page after the last message shown. */
  async loadNewer(): Promise<void> {
    const after = this.timeline.messages.peek().at(-1)?.seq;
    if (after === undefined || !this.timeline.hasNewer.peek() || this.newer.peek() === "loading") return;
    if (this.timeline.join()) return;
    this.newer.value = "loading";
    const answer = await this.request({ after, limit: limits.peek().historyPage });
    batch(() => {
      this.newer.value = answer.ok ? "idle" : "failed";
      if (answer.ok) this.timeline.append(after, answer.messages, answer.hasMore === true);
    });
  }

  /**
   * Shows the message `seq` and those around it. Returns whether there is such a message.
   *
   * @param found runs once it is loaded, before it is rendered, so that the list scrolls to it at once
   */
  async open(seq: number, found: () => void): Promise<boolean> {
    if (this.timeline.showLoaded(seq)) {
      found();
      return true;
    }
    const answer = await this.request({ around: seq, limit: limits.peek().historyPage });
    if (!answer.ok || !answer.messages.some((message) => message.seq === seq)) return false;
    this.#show(answer, found);
    return true;
  }

  /**
   * Shows the oldest messages of the room.
   *
   * @param found as in {@link open}, with the `seq` of the oldest message; without a connection, of the oldest one loaded
   */
  async openFirst(found: (seq: number) => void): Promise<void> {
    const here = this.timeline.messages.peek()[0]?.seq;
    const answer = this.timeline.hasOlder.peek()
      ? await this.request({ after: 0, limit: limits.peek().historyPage })
      : undefined;
    const first = answer?.ok === true ? answer.messages[0]?.seq : undefined;
    if (answer?.ok === true && first !== undefined) {
      const hasMore = { before: false, after: answer.hasMore === true };
      this.#show({ messages: answer.messages, hasMore }, () => found(first));
    } else if (here !== undefined) found(here);
  }

  /** Reloads the messages around `seq`, which may have changed while the page was disconnected. */
  async reload(seq: number): Promise<void> {
    const answer = await this.request({ around: seq, limit: limits.peek().historyPage });
    if (answer.ok && answer.messages.length > 0 && this.timeline.hasNewer.peek()) this.#show(answer);
  }

  #show({ messages, hasMore }: HistoryPage, found?: () => void): void {
    const { before, after } = typeof hasMore === "object" ? hasMore : { before: hasMore, after: hasMore };
    batch(() => {
      this.timeline.showRange(messages, before);
      this.timeline.append(messages.at(-1)?.seq ?? 0, [], after);
      found?.();
    });
  }
}
