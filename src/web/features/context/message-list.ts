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
  readonly targetKey: ReadonlySignal<string | undefined>;
  readonly rows: RowWindow<Row>;
  /** The `seq` of a message in or near the view; undefined at the newest message. */
  readonly seqInView: number | undefined;
  /** The scroll position, for {@link restorePosition}; undefined at the newest message. */
  readonly position: ScrollPosition | undefined;
  /** Follows `list` until the returned function is called. */
  attach(list: HTMLElement): () => void;
  /** To be called before the content of the list changes. */
  prepare(): void;
  /** To be called after the content or the size of the list has changed. */
  settle(): void;
  /** Scrolls to the newest message and follows new ones. */
  scrollToEnd(): void;
  /** Scrolls to the message `seq` once it has a row, and focuses it. */
  scrollToMessage(seq: number): void;
  /** Restores a scroll position. */
  restorePosition(position: ScrollPosition): void;
}

/** What the action bar of a line shows: actions, emoji to react with, or the question before a deletion. */
export type ActionBarMode = "actions" | "emoji" | "delete";

/** The line of the list that the user is at, and what they do with it. */
export interface ActiveMessage {
  /** The key of the line with the focus or under the mouse. */
  readonly activeKey: ReadonlySignal<string | undefined>;
  readonly mode: Signal<ActionBarMode>;
  /** The key of the line that is being edited. */
  readonly editedKey: ReadonlySignal<string | undefined>;
  /** Whether the user moves by keys: single-key shortcuts work only then. */
  readonly movesByKeys: boolean;
  activate(key: string | undefined): void;
  /** Opens the bar of a line in a mode. */
  openBar(key: string, mode: ActionBarMode): void;
  /** @param after restores the focus once the message is saved or the edit is cancelled */
  startEdit(key: string, after: () => void): void;
  /** Ends what {@link startEdit} started. */
  finishEdit(): void;
  /** Starts to edit the user's newest message among `rows`. Returns whether there is one. */
  editLast(rows: readonly Row[], after: () => void): boolean;
  /** Watches whether the user moves by keys, until the returned function is called. */
  watchInput(): () => void;
}
