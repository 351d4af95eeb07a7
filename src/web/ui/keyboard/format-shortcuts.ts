/** Shortcuts that format the selection as bold, italic or strikethrough in Markdown. */
import { insertText } from "../text-field.ts";
import { isWithControl, letterOf } from "./key-events.ts";

const MARKS: Readonly<Record<string, string>> = { b: "**", i: "_" };
const SHIFTED_MARKS: Readonly<Record<string, string>> = { x: "~~" };

/** Adds the markers around the selection, or removes them. Returns whether the key was such a shortcut. */
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
