/** A sentence that answers what somebody just did, and goes by itself unless there is something to do about it. */
import { signal } from "@preact/signals";
import type { Clock } from "../core/clock.ts";
import { words } from "../i18n/room/index.ts";
import { CloseButton } from "./dialog/close-button.tsx";

const SHOWN_FOR = 4_000;

export class Toast {
  readonly text = signal("");
  /** Whether loading the page anew is offered. */
  readonly offersReload = signal(false);
  #cancel: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  say(text: string): void {
    this.#show(text, false);
    this.#cancel = this.clock.after(SHOWN_FOR, () => this.dismiss());
  }

  /** A part of the page did not come: without a network, or because the server has a newer page. It stays in sight. */
  notLoaded(): void {
    this.#show(words().notLoaded, true);
  }

  dismiss(): void {
    this.#show("", false);
  }

  #show(text: string, offersReload: boolean): void {
    this.#cancel?.();
    this.text.value = text;
    this.offersReload.value = offersReload;
  }
}

export function ToastLine({ toast }: { toast: Toast }) {
  return (
    <div class="toast">
      <div class="toast-box" data-shown={toast.text.value !== ""}>
        <span role="status">{toast.text}</span>
        {toast.offersReload.value ? (
          <>
            <button type="button" class="link-button" onClick={() => location.reload()}>
              {words().reload}
            </button>
            <CloseButton close={() => toast.dismiss()} />
          </>
        ) : null}
      </div>
    </div>
  );
}
