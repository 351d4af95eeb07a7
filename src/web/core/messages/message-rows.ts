/** Arranges messages for the eye: one row each, some of which begin a day or name their author. */
import type { Attachment, Member, Message } from "../../../shared/contract/message.ts";
import { words } from "../../i18n/room/index.ts";
import type { PendingMessage } from "../outgoing/pending-message.ts";
import { dayKey } from "../text/times.ts";

type Author = Pick<Member, "id" | "name">;

/** One message, stored or still on its way, and what stands above it. */
export interface Row {
  /** The same before and after its acknowledgement, so that the row on the screen stays the same element. */
  key: string;
  at: number;
  text: string;
  author: Author;
  own: boolean;
  /** The message it answers. */
  replyTo: number | undefined;
  attachments: readonly Attachment[];
  message?: Message;
  pending?: PendingMessage;
  /** Whether it is the first of its day. */
  startsDay: boolean;
  /** Whether its author is named above it: another one than before, or the same after a silence. */
  startsGroup: boolean;
}

/** A row whose message the room has, and has not deleted. */
export type StoredRow = Row & { message: Message };

export const isStored = (row: Row | undefined): row is StoredRow =>
  row?.message !== undefined && row.message.deleted !== true;

/** A silence after which an author's name is said again, in milliseconds. */
const NEW_GROUP_AFTER = 5 * 60_000;

/**
 * Stored messages in their order, then what waits in the outbox.
 *
 * @param you the reader; before the first welcome nobody has told the page who that is
 */
export function messageRows(
  messages: readonly Message[],
  pending: readonly PendingMessage[],
  you: Author = { id: "", name: words().people.you },
): Row[] {
  const rows: Row[] = [];
  const day = new DayTracker();
  for (const message of messages) {
    const { at, text, from: author, replyTo, attachments = NONE } = message;
    const own = author.id === you.id;
    const key = own && message.nonce !== undefined ? message.nonce : String(message.seq);
    const startsDay = day.isNewDay(at);
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
    const startsDay = day.isNewDay(at);
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

/** The row that was made of each message last. */
const lastRows = new WeakMap<Message | PendingMessage, Row>();

/** The same object as last time where nothing about the row is new, so that it is not rendered again. */
function reuseRow(message: Message | PendingMessage, row: Row): Row {
  const last = lastRows.get(message);
  if (last !== undefined && COMPARED_PROPERTIES.every((part) => last[part] === row[part])) return last;
  lastRows.set(message, row);
  return row;
}

/** What a row is made of besides its message. */
const COMPARED_PROPERTIES = ["key", "author", "own", "startsDay", "startsGroup"] as const;

/** Days only ever go forward: a clock set back must not tear the order apart. */
class DayTracker {
  #key: string | undefined;
  #at = Number.NEGATIVE_INFINITY;

  /** Whether the time `at` lies on a later day than those before it. */
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
