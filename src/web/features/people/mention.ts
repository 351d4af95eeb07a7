/** Speaks to somebody: puts their name where the caret is in the composer. */

/** `@name` and a space, as a person would have typed it; the composer has the focus then. */
export function mention(name: string): void {
  const field = document.querySelector<HTMLTextAreaElement>(".composer textarea");
  if (field === null || field.disabled) return;
  const { selectionStart: start, selectionEnd: end, value } = field;
  const apart = start > 0 && !/\s$/u.test(value.slice(0, start)) ? " " : "";
  field.setRangeText(`${apart}@${name} `, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
