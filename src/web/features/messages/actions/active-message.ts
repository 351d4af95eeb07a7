/** Which line of the list somebody is at, and what they are doing with it. */
import { signal } from "@preact/signals";
import type { Row } from "../../../core/messages/message-rows.ts";
import type { ActionBarMode, ActiveMessage } from "../../context/message-list.ts";
import { lineAround } from "../list/message-elements.ts";

export class ActiveLine implements ActiveMessage {
  /** The key of the line that shows its actions: the one with the focus, or under the mouse. */
  readonly activeKey = signal<string | undefined>(undefined);
  readonly mode = signal<ActionBarMode>("actions");
  /** The key of the line that is being edited. */
  readonly editedKey = signal<string | undefined>(undefined);
  /** Whether somebody got where they are by keys. After a click on a message, what they type next is a text. */
  movesByKeys = false;
  #afterEdit: () => void = () => undefined;

  /** Turns to a line, or to none. */
  activate(key: string | undefined): void {
    if (this.activeKey.peek() === key) return;
    this.activeKey.value = key;
    this.mode.value = "actions";
  }

  /** Opens what the bar of a line asks. */
  openBar(key: string, mode: ActionBarMode): void {
    this.activate(key);
    this.mode.value = mode;
  }

  /** @param after gives the focus back, once the message is saved or the change given up */
  startEdit(key: string, after: () => void): void {
    this.#afterEdit = after;
    this.editedKey.value = key;
  }

  /** Ends what {@link startEdit} began. */
  finishEdit(): void {
    this.editedKey.value = undefined;
    this.#afterEdit();
  }

  /** Begins to edit the newest message of one's own among `rows`. Returns whether there is one. */
  editLast(rows: readonly Row[], after: () => void): boolean {
    const row = rows.findLast(({ own, message }) => own && message !== undefined && message.deleted !== true);
    if (row !== undefined) this.startEdit(row.key, after);
    return row !== undefined;
  }

  /** Notes how somebody moves about, until the returned function is called. */
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

/** Keys that go somewhere, and write nothing. */
const NAVIGATION_KEYS = /^(Arrow.*|Tab|Enter|Escape|Home|End|Page.*)$/;

/** The key of the line an event happened in. */
export const lineKeyOf = (target: EventTarget | null): string | undefined => lineAround(target)?.dataset.line;
