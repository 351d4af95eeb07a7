/**
 * Whether shortcuts of a single key (`?`, `/`, `R` on a message) are on. People who use speech input or have a tremor turn
 * them off (WCAG 2.1.4); there is another way to do what each of them does.
 */
import { signal } from "@preact/signals";
import type { Store } from "./device-storage.ts";

const KEY = "keys:off";

export class SingleKeyShortcuts {
  readonly on = signal(true);
  /** Whether the choice outlives the page. */
  readonly isSaved = signal(true);

  constructor(private readonly store: Store) {
    this.on.value = store.get(KEY) === undefined;
  }

  toggle(): void {
    this.on.value = !this.on.peek();
    if (this.on.peek()) this.store.remove(KEY);
    else this.store.set(KEY, "1");
    this.isSaved.value = this.store.isSaved(KEY);
  }
}
