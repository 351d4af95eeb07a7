/** Which line of the list somebody is at, and what they are doing with it. */
import { signal } from "@preact/signals";
import type { Row } from "./conversation.ts";

/** What the bar of a line shows: its actions, emoji to react with, or the question before a deletion. */
export type BarMode = "actions" | "emoji" | "delete";

export class Attention {
  /** The key of the line that shows its actions: the one with the focus, or under the mouse. */
  readonly line = signal<string | undefined>(undefined);
  readonly mode = signal<BarMode>("actions");
  /** The key of the line that is being edited. */
  readonly editing = signal<string | undefined>(undefined);

  /** Turns to a line, or to none. */
  turnTo(key: string | undefined): void {
    if (this.line.peek() === key) return;
    this.line.value = key;
    this.mode.value = "actions";
  }

  /** Begins to edit the newest message of one's own among `rows`. Returns its `seq`, if there is one. */
  editLast(rows: readonly Row[]): number | undefined {
    const row = rows.findLast(({ own, message }) => own && message !== undefined && message.deleted !== true);
    this.editing.value = row?.key;
    return row?.message?.seq;
  }
}

/** The key of the line an event happened in. */
export const lineOf = (target: EventTarget | null): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>("[data-line]")?.dataset.line : undefined;
