/** Arranges messages for the eye: into days, into groups of one author, into lines. */
import type { Member, Message } from "../../protocol/message.ts";
import type { PendingMessage } from "../room/pending-message.ts";
import { dayKey } from "../text/times.ts";

/** One message, stored or still on its way. */
export interface Line {
  /** The same before and after its acknowledgement, so that the line on the screen stays the same element. */
  key: string;
  at: number;
  text: string;
  message?: Message;
  pending?: PendingMessage;
}

/** Lines of one author, close to each other. */
export interface Group {
  key: string;
  author: Pick<Member, "id" | "name">;
  own: boolean;
  lines: Line[];
}

export interface Day {
  key: string;
  /** Some time of that day, in milliseconds since the epoch. */
  at: number;
  groups: Group[];
}

/** A silence after which an author's name is said again, in milliseconds. */
const NEW_GROUP_AFTER = 5 * 60_000;

/** Before the first welcome nobody has told the page who its reader is. */
const UNKNOWN_READER: Pick<Member, "id" | "name"> = { id: "", name: "You" };

/** Stored messages in their order, then what waits in the outbox. */
export function conversationOf(
  messages: readonly Message[],
  pending: readonly PendingMessage[],
  you: Pick<Member, "id" | "name"> = UNKNOWN_READER,
): Day[] {
  const days: Day[] = [];
  for (const message of messages) {
    const own = message.from.id === you.id;
    const key = own && message.nonce !== undefined ? message.nonce : String(message.seq);
    append(days, message.from, own, { key, at: message.at, text: message.text, message });
  }
  for (const message of pending) {
    append(days, you, true, { key: message.nonce, at: message.at, text: message.text, pending: message });
  }
  return days;
}

function append(days: Day[], author: Group["author"], own: boolean, line: Line): void {
  const day = dayOf(days, line.at);
  const group = day.groups.at(-1);
  if (group !== undefined && continues(group, author, line)) group.lines.push(line);
  else day.groups.push({ key: line.key, author, own, lines: [line] });
}

/** Days only ever go forward: a clock set back must not tear the order apart. */
function dayOf(days: Day[], at: number): Day {
  const last = days.at(-1);
  const key = dayKey(at);
  if (last !== undefined && (last.key === key || at < last.at)) return last;
  const day: Day = { key, at, groups: [] };
  days.push(day);
  return day;
}

function continues(group: Group, author: Group["author"], line: Line): boolean {
  const last = group.lines.at(-1);
  return (
    group.author.id === author.id &&
    group.author.name === author.name &&
    last !== undefined &&
    line.at - last.at < NEW_GROUP_AFTER
  );
}
