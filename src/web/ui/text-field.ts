/** What every field for a message's text needs. */

/** The `dir` of a field with this text: the text's own, but the page's while no letter says which way it runs. */
export const textDirection = (text: string): "auto" | undefined => (/\p{L}/u.test(text) ? "auto" : undefined);

/** Measures by letting go of the height for a moment, which may move the list above: its place is taken again after. */
export function fitHeight(input: HTMLTextAreaElement): void {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
  input.style.overflowY = input.scrollHeight > input.clientHeight + 1 ? "auto" : "hidden";
}

/** Notes the caret of a field. The returned function puts it there again: a dialog that closes forgets it. */
export function keepCaret(field: HTMLTextAreaElement): () => void {
  const { selectionStart, selectionEnd } = field;
  return () => field.setSelectionRange(selectionStart, selectionEnd);
}

/** Types `text` in place of what is selected in a field that has the focus, so that Ctrl+Z takes it back. */
export function insertText(field: HTMLTextAreaElement, text: string): void {
  // Deprecated, and still the only way that a field's own history hears of.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
