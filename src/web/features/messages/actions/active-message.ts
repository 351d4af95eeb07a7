/** Tracks the line of the list that the user is at, and what they do with it. */
import { signal } from "@preact/signals";
import type { Row } from "../../../core/messages/message-rows.ts";
import type { ActionBarMode, ActiveMessage } from "../../context/message-list.ts";
import { lineAround } from "../list/message-elements.ts";

export class ActiveMessageTracker implements ActiveMessage {
  /** The key of the line with the focus or under the mouse; it shows its actions. */
  readonly activeKey = signal<string | undefined>(undefined);
  readonly mode = signal<ActionBarMode>("actions");
  /** The key of the line that is being edited. */
  readonly editedKey = signal<string | undefined>(undefined);
  /** Whether the user moves by keys. After a click on a message, typing goes to the composer. */
  movesByKeys = false;
  #afterEdit: () => void = () => undefined;

  /** Activates a line, or none. */
  activate(key: string | undefined): void {
    if (this.activeKey.peek() === key) return;
    this.activeKey.value = key;
    this.mode.value = "actions";
  }

  /** Opens the action bar of a line in a mode. */
  openBar(key: string, mode: ActionBarMode): void {
    this.activate(key);
    this.mode.value = mode;
  }

  /** @param after restores the focus once the message is saved or the edit is cancelled */
  startEdit(key: string, after: () => void): void {
    this.#afterEdit = after;
    this.editedKey.value = key;
  }

  /** Ends what {@link startEdit} started. */
  finishEdit(): void {
    this.editedKey.value = undefined;
    this.#afterEdit();
  }

  /** Starts to edit the user's newest message among `rows`. Returns whether there is one. */
  editLast(rows: readonly Row[], after: () => void): boolean {
    const row = rows.findLast(({ own, message }) => own && message !== undefined && message.deleted !== true);
    if (row !== undefined) this.startEdit(row.key, after);
    return row !== undefined;
  }

  /** Watches whether the user moves by keys, until the returned function is called. */
  watchInput(): () => void {
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (NAVIGATION_KEYS.test(key)) this.movesByKeys = true;
    };
    const onPointerDown = ({ target }: PointerEvent) => {
      if (lineAround(target) !== undefined) this.movesByKeys = false;
    };
    document.addEventListener("keydown", onKeyDown, { capture: true });
    document.addEventListener("pointerdown", onPointerDown, { capture: true });
    return () => {
      document.removeEventListener("keydown", onKeyDown, { capture: true });
      document.removeEventListener("pointerdown", onPointerDown, { capture: true });
    };
  }
}

/** Keys that navigate and type nothing. */
const NAVIGATION_KEYS = /^(Arrow.*|Tab|Enter|Escape|Home|End|Page.*)$/;

/** The key of the line around an event's target. */
export const lineKeyOf = (target: EventTarget | null): string | undefined => lineAround(target)?.dataset.line;
