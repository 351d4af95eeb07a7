/**
 * What Enter does in the composer. On a keyboard it sends; on a touch screen, which has no Shift+Enter, it starts a new line.
 * The user may choose. Ctrl+Enter (Command on a Mac) always sends, Shift+Enter never does.
 */
import { signal } from "@preact/signals";
import type { Store } from "./device-storage.ts";

const KEY = "enter";

type Press = Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

export class EnterKey {
  /** Whether Enter sends, apart from {@link isSendKey}. */
  readonly sends = signal(true);
  /** Whether the choice outlives the page. */
  readonly isSaved = signal(true);
  #chosen: boolean;

  /** @param matches whether a media query matches this device */
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
    this.isSaved.value = this.store.isSaved(KEY);
  }

  /** Whether a key press sends. */
  isSendKey(press: Press): boolean {
    if (press.key !== "Enter" || press.shiftKey || press.altKey) return false;
    return press.ctrlKey || press.metaKey || this.sends.peek() || this.#isOnKeyboard(press);
  }

  /** A tablet may have a keyboard: the keys of the one on the screen have no code. */
  #isOnKeyboard({ code }: Press): boolean {
    return !this.#chosen && code !== "" && this.matches("(any-pointer: fine)");
  }
}
