/** The notice that a device gets: short, because a push service takes at most 4,096 bytes (RFC 8291, 4). */
import type { Message } from "../../shared/contract/index.ts";
import type { PushNotice } from "../../shared/push.ts";
import type { StoredSubscription } from "./subscription-store.ts";

/** In UTF-16 code units. With all of them in three bytes, a notice has less than half of what a push service takes. */
const MAX_TEXT = 200;
const MAX_NAME = 80;

/** Markdown that is removed: the page, which shows a text as it is meant, is not there. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/^[^\S\n]*(?:`{3,}|~{3,}).*$/gm, ""],
  [/!?\[([^\]\n]*)\]\([^)\n]*\)/g, "$1"],
  [/(\*\*|__|~~)(?=\S)([^\n]*?\S)\1/g, "$2"],
  [/(?<![\p{L}\p{N}*_])([*_])(?=\S)([^\n*_]*\S)\1(?![\p{L}\p{N}*_])/gu, "$2"],
  [/`([^`\n]+)`/g, "$1"],
  [/^[^\S\n]*(?:>[^\S\n]?)+/gm, ""],
];

/**
 * @param message the newest of those that the notice is about; undefined if it is not kept any more
 * @param room the name and the title of the room
 */
export function noticeOf(
  { waiting, seq, language }: Pick<StoredSubscription, "waiting" | "seq" | "language">,
  message: Message | undefined,
  room: { name: string; title: string },
): PushNotice {
  const notice: PushNotice = {
    room: room.name,
    title: shorten(room.title, MAX_NAME),
    count: waiting,
    seq,
    language,
  };
  if (message === undefined || message.deleted) return notice;
  const { from } = message;
  return {
    ...notice,
    from: { id: from.id, name: shorten(from.name, MAX_NAME) },
    text: shorten(plainText(message), MAX_TEXT),
  };
}

/** A text without its Markdown, or the names of its files. */
export function plainText({ text, attachments = [] }: Pick<Message, "text" | "attachments">): string {
  if (text === "") return attachments.map(({ name }) => name).join(", ");
  // The rest of a long text would not be shown.
  let plain = text.slice(0, MAX_TEXT * 4);
  for (const [mark, replacement] of MARKS) plain = plain.replace(mark, replacement);
  return plain.replace(/\n{2,}/g, "\n").trim();
}

/** The first `length` UTF-16 code units, with an ellipsis for the rest. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  // Not through the middle of a character.
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
