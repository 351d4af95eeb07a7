/** Helpers for text areas of messages. */

/** The `dir` of a field: the direction of the text, or of the page while the text has no letter. */
export const textDirection = (text: string): "auto" | undefined => (/\p{L}/u.test(text) ? "auto" : undefined);

/** Fits the height to the text. It resets the height to measure, so the list above has to restore its scroll position. */
export function fitHeight(input: HTMLTextAreaElement): void {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
  input.style.overflowY = input.scrollHeight > input.clientHeight + 1 ? "auto" : "hidden";
}

/** Returns a function that restores the caret of a field, which a dialog that closes loses. */
export function keepCaret(field: HTMLTextAreaElement): () => void {
  const { selectionStart, selectionEnd } = field;
  return () => field.setSelectionRange(selectionStart, selectionEnd);
}

/** Replaces the selection of the focused field by `text`, so that Ctrl+Z undoes it. */
export function insertText(field: HTMLTextAreaElement, text: string): void {
  // Deprecated, but the only way that adds to the undo history of a field.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
