/** Puts text on the clipboard. Over plain HTTP there is no `navigator.clipboard`: the old way has to do there. */

/** @returns whether the browser allowed it */
export async function copyToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByEvent(text);
  }
}

/** Needs no selection, so nothing on the page loses its own. */
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
