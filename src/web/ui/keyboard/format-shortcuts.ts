/** Keys that make what is selected bold, italic or struck out, as Markdown writes it. */

import { insertText } from "../text-field.ts";
import { isWithControl, letterOf } from "./key-events.ts";

const MARKS: Readonly<Record<string, string>> = { b: "**", i: "_" };
const SHIFTED_MARKS: Readonly<Record<string, string>> = { x: "~~" };

/** Sets the marks, or takes them away where they are. Returns whether the key was one of these. */
export function handleFormatKey(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
  const mark = isWithControl(event) ? (event.shiftKey ? SHIFTED_MARKS : MARKS)[letterOf(event)] : undefined;
  if (mark === undefined) return false;
  const { selectionStart: start, selectionEnd: end, value } = field;
  const selected = value.slice(start, end);
  const isMarked = value.slice(0, start).endsWith(mark) && value.slice(end).startsWith(mark);
  if (isMarked) field.setSelectionRange(start - mark.length, end + mark.length);
  insertText(field, isMarked ? selected : `${mark}${selected}${mark}`);
  const from = isMarked ? start - mark.length : start + mark.length;
  field.setSelectionRange(from, from + selected.length);
  return true;
}
