/** A panel beside the conversation: a column in a wide window, a sheet in a narrow one. */
import { computed, signal } from "@preact/signals";
import type { Store } from "../storage/device-storage.ts";

export class Panel {
  /** Whether the window is wide enough for a column. */
  readonly wide = signal(false);
  readonly #collapsed = signal(false);
  readonly #sheet = signal(false);
  readonly open = computed(() => (this.wide.value ? !this.#collapsed.value : this.#sheet.value));

  /** @param minWidth the narrowest window with a column, in CSS pixels */
  constructor(
    readonly name: "rooms" | "people",
    minWidth: number,
    private readonly store: Store,
  ) {
    const query = matchMedia(`(min-width: ${minWidth}px)`);
    this.wide.value = query.matches;
    query.addEventListener("change", () => {
      this.wide.value = query.matches;
      this.#sheet.value = false;
    });
    this.#collapsed.value = store.get(`folded:${name}`) !== undefined;
  }

  toggle(): void {
    if (!this.wide.peek()) {
      this.#sheet.value = !this.#sheet.peek();
      return;
    }
    this.#collapsed.value = !this.#collapsed.peek();
    if (this.#collapsed.peek()) this.store.set(`folded:${this.name}`, "1");
    else this.store.remove(`folded:${this.name}`);
  }

  /** Closes the sheet; a column stays. */
  closeSheet(): void {
    this.#sheet.value = false;
  }
}
