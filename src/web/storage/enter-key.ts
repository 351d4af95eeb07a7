/**
 * What Enter does in a field for messages: on a keyboard it sends, on a touch screen, which has no Shift+Enter, it begins a
 * new line. People may choose either. Ctrl+Enter (Command on a Mac) always sends, Shift+Enter never does.
 */
import { signal } from "@preact/signals";
import type { Store } from "./device-storage.ts";

const KEY = "enter";

type Press = Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

export class EnterKey {
  /** Whether it sends, as far as that does not depend on the keyboard that is used. */
  readonly sends = signal(true);
  #chosen: boolean;

  /** @param matches whether a media query is true of this device */
  constructor(
    private readonly store: Store,
    private readonly matches = (query: string) => matchMedia(query).matches,
  ) {
    const chosen = store.get(KEY);
    this.#chosen = chosen !== undefined;
    this.sends.value = chosen === undefined ? !matches("(pointer: coarse)") : chosen === "send";
  }

  toggle(): void {
    this.#chosen = true;
    this.sends.value = !this.sends.peek();
    this.store.set(KEY, this.sends.peek() ? "send" : "line");
  }

  /** Whether a key that was pressed sends. */
  isSendKey(press: Press): boolean {
    if (press.key !== "Enter" || press.shiftKey || press.altKey) return false;
    return press.ctrlKey || press.metaKey || this.sends.peek() || this.#isOnKeyboard(press);
  }

  /** A tablet with a keyboard and a trackpad: the keys of one on the screen have no code. */
  #isOnKeyboard({ code }: Press): boolean {
    return !this.#chosen && code !== "" && this.matches("(any-pointer: fine)");
  }
}
