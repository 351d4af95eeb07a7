/** The message list as other features use it; `features/messages` implements it. */
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Row } from "../../core/messages/message-rows.ts";
import type { ScrollPosition } from "../../storage/scroll-positions.ts";
import type { RowWindow } from "../../ui/virtual-list/row-window.ts";

/** Where the list is scrolled to. */
export interface ScrollAnchor {
  /** Whether the newest message is in view and stays in view. */
  readonly atEnd: Signal<boolean>;
  /** The key of the line that a link or a quote led to. */
  readonly target: ReadonlySignal<string | undefined>;
  readonly rows: RowWindow<Row>;
  /** The `seq` of a message in or near the view; undefined at the newest message. */
  readonly place: number | undefined;
  /** The scroll position, for {@link goBackTo}; undefined at the newest message. */
  readonly scrolled: ScrollPosition | undefined;
  /** Follows `list` until the returned function is called. */
  attach(list: HTMLElement): () => void;
  /** To be called before the content of the list changes. */
  prepare(): void;
  /** To be called after the content or the size of the list has changed. */
  settle(): void;
  /** Scrolls to the newest message and follows new ones. */
  toEnd(): void;
  /** Scrolls to the message `seq` once it has a row, and focuses it. */
  goTo(seq: number): void;
  /** Restores a scroll position. */
  goBackTo(position: ScrollPosition): void;
}

/** What the action bar of a line shows: actions, emoji to react with, or the question before a deletion. */
export type BarMode = "actions" | "emoji" | "delete";

/** The line of the list that the user is at, and what they do with it. */
export interface ActiveMessage {
  /** The key of the line with the focus or under the mouse. */
  readonly line: ReadonlySignal<string | undefined>;
  readonly mode: Signal<BarMode>;
  /** The key of the line that is being edited. */
  readonly editing: ReadonlySignal<string | undefined>;
  /** Whether the user moves by keys: single-key shortcuts work only then. */
  readonly byKeys: boolean;
  turnTo(key: string | undefined): void;
  /** Opens the bar of a line in a mode. */
  ask(key: string, mode: BarMode): void;
  /** @param after restores the focus once the message is saved or the edit is cancelled */
  edit(key: string, after: () => void): void;
  /** Ends what {@link edit} started. */
  edited(): void;
  /** Starts to edit the user's newest message among `rows`. Returns whether there is one. */
  editLast(rows: readonly Row[], after: () => void): boolean;
  /** Watches whether the user moves by keys, until the returned function is called. */
  hear(): () => void;
}
