/** Counts what arrived while nobody was looking at the newest message. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../protocol/message.ts";

export class Unseen {
  /** Whether the newest message is in view of somebody. The page sets it. */
  readonly watched = signal(true);
  /** How many messages of others are newer than the last one seen. */
  readonly count = computed(() => {
    const seen = this.#seen.value;
    if (seen === undefined) return 0;
    const yours = this.you.value?.id;
    return this.messages.value.filter((message) => message.seq > seen && message.from.id !== yours).length;
  });
  readonly #seen = signal<number | undefined>(undefined);

  /** @param opened whether the room has been shown; what is there at that moment counts as seen */
  constructor(
    private readonly messages: ReadonlySignal<readonly Message[]>,
    private readonly you: ReadonlySignal<{ id: string } | undefined>,
    opened: ReadonlySignal<boolean>,
  ) {
    effect(() => {
      const newest = messages.value.at(-1)?.seq ?? 0;
      if (opened.value && (this.watched.value || this.#seen.peek() === undefined)) this.#seen.value = newest;
    });
  }
}
