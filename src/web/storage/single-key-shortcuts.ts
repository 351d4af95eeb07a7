/**
 * Whether keys that are pressed alone (`?`, `/`, `R` on a message) do something. Who speaks to their computer, or has hands
 * that tremble, turns them off (WCAG 2.1.4); what they do can be done in other ways too.
 */
import { signal } from "@preact/signals";
import type { Store } from "./device-storage.ts";

const KEY = "keys:off";

export class SingleKeyShortcuts {
  readonly on = signal(true);

  constructor(private readonly store: Store) {
    this.on.value = store.get(KEY) === undefined;
  }

  toggle(): void {
    this.on.value = !this.on.peek();
    if (this.on.peek()) this.store.remove(KEY);
    else this.store.set(KEY, "1");
  }
}
