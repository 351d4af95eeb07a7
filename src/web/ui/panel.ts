/** A side of the page that is a column where there is room for one, and a sheet where there is not. */
import { computed, signal } from "@preact/signals";
import type { Store } from "../storage/device-storage.ts";

export class Panel {
  /** Whether the window is wide enough for the column. */
  readonly wide = signal(false);
  readonly #collapsed = signal(false);
  readonly #sheet = signal(false);
  readonly open = computed(() => (this.wide.value ? !this.#collapsed.value : this.#sheet.value));

  /** @param minWidth the narrowest window that shows the column, in CSS pixels */
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
