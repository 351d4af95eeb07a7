/** Copies text. Over plain HTTP there is no `navigator.clipboard`, so the `copy` event is used there. */
import { words } from "../i18n/room/index.ts";
import type { Toast } from "./toast.tsx";

/** Copies `text` and shows `done` in the toast, or that the browser did not allow it. */
export async function copyText({ toast }: { toast: Toast }, text: string, done: string): Promise<void> {
  toast.show((await copyToClipboard(text)) ? done : words().message.notCopied);
}

/** @returns whether the browser allowed it */
export async function copyToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByEvent(text);
  }
}

/** Needs no selection, so the selection of the page stays. */
function copyByEvent(text: string): boolean {
  let copied = false;
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
    copied = true;
  };
  document.addEventListener("copy", put, { capture: true });
  try {
    return document.execCommand("copy") && copied;
  } finally {
    document.removeEventListener("copy", put, { capture: true });
  }
}
