/** A sentence that answers what somebody just did, and goes by itself. */
import { signal } from "@preact/signals";
import type { Clock } from "../room/clock.ts";
import { useRoom } from "./room-context.ts";

const SHOWN_FOR = 4_000;

export class Toast {
  readonly text = signal("");
  #cancel: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  say(text: string): void {
    this.#cancel?.();
    this.text.value = text;
    this.#cancel = this.clock.after(SHOWN_FOR, () => {
      this.text.value = "";
    });
  }
}

export function ToastLine() {
  const { toast } = useRoom();
  return (
    <div class="toast" role="status">
      {toast.text.value === "" ? null : <span>{toast.text}</span>}
    </div>
  );
}
