/** A short message about what the user just did. It disappears by itself unless it offers an action. */
import { signal } from "@preact/signals";
import { createContext } from "preact";
import { words } from "../i18n/room/index.ts";
import { CloseButton } from "./dialog/close-button.tsx";

/** Shows why a request failed whose component is gone. */
export const LateFailure = createContext<(reason: string) => void>(() => undefined);

/** In milliseconds. */
const SHOWN_FOR = 4_000;

/** Runs `task` once after `delay` milliseconds. Returns what cancels it. */
interface Timer {
  after(delay: number, task: () => void): () => void;
}

export class Toast {
  readonly text = signal("");
  /** Whether to offer a reload of the page. */
  readonly offersReload = signal(false);
  #cancel: (() => void) | undefined;

  constructor(private readonly timer: Timer) {}

  show(text: string): void {
    this.#set(text, false);
    this.#cancel = this.timer.after(SHOWN_FOR, () => this.dismiss());
  }

  /** Says that a part of the page did not load: no network, or a newer page on the server. Stays until dismissed. */
  showNotLoaded(): void {
    this.#set(words().notLoaded, true);
  }

  dismiss(): void {
    this.#set("", false);
  }

  #set(text: string, offersReload: boolean): void {
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
