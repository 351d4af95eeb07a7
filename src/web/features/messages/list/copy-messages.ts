/** Copies selected messages as text: author, time and text of each, and nothing else on the page. */

import type { Row } from "../../../core/messages/message-rows.ts";
import { dayKey, exactTime, timeOfDay } from "../../../core/text/times.ts";
import type { ScrollAnchor } from "../../context/message-list.ts";

/** The selected part of a message. */
export interface CopiedMessage {
  row: Row;
  text: string;
}

/**
 * The messages as plain text: a name and a time for each group, and one text per line.
 *
 * @param nameOf the display name of an author
 */
function conversationText(
  messages: readonly CopiedMessage[],
  nameOf: (author: Row["author"]) => string,
): string {
  const isOneDay = new Set(messages.map(({ row }) => dayKey(row.at))).size === 1;
  const time = isOneDay ? timeOfDay : exactTime;
  return messages
    .map(({ row, text }, place) => {
      if (place > 0 && !row.startsGroup) return text;
      return `${place > 0 ? "\n" : ""}${nameOf(row.author)} · ${time(row.at)}\n${text}`;
    })
    .join("\n");
}

/**
 * Formats what is copied from now on.
 *
 * @param list the list that is on the page at that time
 * @param nameOf the display name of an author
 */
export function formatCopiedMessages(
  list: () => ScrollAnchor | undefined,
  nameOf: (author: Row["author"]) => string,
): void {
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    const rows = list()?.rows.rows;
    if (selection === null || selection.isCollapsed || rows === undefined || isInField(event.target)) return;
    const messages = selectedMessages(selection.getRangeAt(0), rows);
    if (messages.length < 2) return;
    event.clipboardData?.setData("text/plain", conversationText(messages, nameOf));
    event.preventDefault();
  });
}

const isInField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

function selectedMessages(range: Range, rows: readonly Row[]): CopiedMessage[] {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return [...document.querySelectorAll<HTMLElement>("[data-line]")].flatMap((line) => {
    const row = byKey.get(line.dataset.line ?? "");
    if (row === undefined || !range.intersectsNode(line)) return [];
    const parts = [...line.querySelectorAll<HTMLElement>(".text, .file-name, .image-preview img")];
    const text = parts
      .map((part) => (part instanceof HTMLImageElement ? altIn(range, part) : textIn(range, part)))
      .filter((text) => text !== "")
      .join("\n");
    return text === "" ? [] : [{ row, text }];
  });
}

const altIn = (range: Range, image: HTMLImageElement): string =>
  range.intersectsNode(image) ? image.alt : "";

/** Elements that start a new line if something precedes them. */
const LINES = "p, ul, ol, li, pre, blockquote";

/** The selected text of an element, with its line breaks and list markers. */
function textIn(range: Range, element: HTMLElement): string {
  if (!range.intersectsNode(element)) return "";
  const part = document.createRange();
  part.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0)
    part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0)
    part.setEnd(range.endContainer, range.endOffset);
  const copy = part.cloneContents();
  for (const block of copy.querySelectorAll<HTMLElement>(LINES)) {
    if (block.tagName === "LI") block.prepend(/\d+[.)] /.exec(block.style.listStyleType)?.[0] ?? "- ");
    if (block.previousElementSibling !== null) block.before("\n");
  }
  return (copy.textContent ?? "").trim();
}
