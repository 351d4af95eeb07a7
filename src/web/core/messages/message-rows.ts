/** The rows of the message list: one for each message, with what is shown above it. */
import type { Attachment, Member, Message } from "../../../shared/contract/message.ts";
import { words } from "../../i18n/room/index.ts";
import type { PendingMessage } from "../outgoing/pending-message.ts";
import { dayKey } from "../text/times.ts";

type Author = Pick<Member, "id" | "name">;

/** A stored or pending message, and what is shown above it. */
export interface Row {
  /** The same before and after the acknowledgement, so that the element stays. */
  key: string;
  at: number;
  text: string;
  author: Author;
  own: boolean;
  /** The `seq` of the message it replies to. */
  replyTo: number | undefined;
  attachments: readonly Attachment[];
  message?: Message;
  pending?: PendingMessage;
  /** Whether it is the first of its day. */
  startsDay: boolean;
  /** Whether the author is shown above it: a different one, or the same after a pause. */
  startsGroup: boolean;
}

/** A row whose message is stored and not deleted. */
export type StoredRow = Row & { message: Message };

export const isStored = (row: Row | undefined): row is StoredRow =>
  row?.message !== undefined && row.message.deleted !== true;

/** The pause after which the author is shown again, in milliseconds. */
const NEW_GROUP_AFTER = 5 * 60_000;

/**
 * Stored messages in their order, then the pending ones.
 *
 * @param you the user; unknown before the first welcome
 */
export function messageRows(
  messages: readonly Message[],
  pending: readonly PendingMessage[],
  you: Author = { id: "", name: words().people.you },
): Row[] {
  const rows: Row[] = [];
  const days = new DayTracker();
  for (const message of messages) {
    const { at, text, from: author, replyTo, attachments = NONE } = message;
    const own = author.id === you.id;
    const key = own && message.nonce !== undefined ? message.nonce : String(message.seq);
    const startsDay = days.isNewDay(at);
    const startsGroup = startsDay || !continues(rows.at(-1), author, at);
    rows.push(
      reuseRow(message, {
        key,
        at,
        text,
        author,
        own,
        replyTo,
        attachments,
        message,
        startsDay,
        startsGroup,
      }),
    );
  }
  for (const message of pending) {
    const { nonce: key, at, text, replyTo, attachments = NONE } = message;
    const startsDay = days.isNewDay(at);
    const startsGroup = startsDay || !continues(rows.at(-1), you, at);
    rows.push(
      reuseRow(message, {
        key,
        at,
        text,
        author: you,
        own: true,
        replyTo,
        attachments,
        pending: message,
        startsDay,
        startsGroup,
      }),
    );
  }
  return rows;
}

const NONE: readonly Attachment[] = [];

/** The last row of each message. */
const lastRows = new WeakMap<Message | PendingMessage, Row>();

/** Returns the previous object if the row has not changed, so that it is not rendered again. */
function reuseRow(message: Message | PendingMessage, row: Row): Row {
  const last = lastRows.get(message);
  if (last !== undefined && COMPARED_PROPERTIES.every((part) => last[part] === row[part])) return last;
  lastRows.set(message, row);
  return row;
}

/** What can change in a row while its message stays the same. */
const COMPARED_PROPERTIES = ["key", "author", "own", "startsDay", "startsGroup"] as const;

/** Days only go forward: a clock that was set back must not start an earlier day. */
class DayTracker {
  #key: string | undefined;
  #at = Number.NEGATIVE_INFINITY;

  /** Whether `at` is on a later day than the times before it. */
  isNewDay(at: number): boolean {
    if (at < this.#at) return false;
    const key = dayKey(at);
    this.#at = at;
    if (key === this.#key) return false;
    this.#key = key;
    return true;
  }
}

const continues = (last: Row | undefined, author: Author, at: number): boolean =>
  last !== undefined &&
  last.author.id === author.id &&
  last.author.name === author.name &&
  at - last.at < NEW_GROUP_AFTER;
