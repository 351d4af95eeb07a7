/**
 * Changes messages after they were sent: edits, deletions and reactions.
 *
 * Each change gets the next `rev`, so that a client that was away asks for what is newer than the `rev` it knows. It
 * costs two rows at most: the message, and its place in the index on `rev`. What changes nothing writes nothing, so
 * that every request may be repeated.
 */
import type { Author, EditPayload, Message, ReactionPayload } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import { RoomError } from "../room-error.ts";
import type { MessageStore } from "./message-store.ts";
import { withReaction } from "./reactions.ts";

/** A message after a change. */
export interface Changed {
  /** As it is stored now. */
  message: Message;
  /** False where there was nothing to change. */
  isNew: boolean;
}

export class MessageChanges {
  constructor(
    private readonly messageStore: MessageStore,
    private readonly limits: Pick<Limits, "emojiPerMessage" | "reactionsPerMessage" | "resumeChanges">,
  ) {}

  /**
   * Gives a message another text.
   *
   * @param by the id of the user, who must be its author
   * @param at milliseconds since the epoch
   * @throws {RoomError} `not_found` or `forbidden`
   */
  edit(by: string, { seq, text }: EditPayload, at: number): Changed {
    const message = this.#notDeleted(seq);
    if (message.from.id !== by) throw new RoomError("forbidden", "Only its author may edit a message.");
    if (message.text === text) return { message, isNew: false };
    const rev = this.messageStore.rev + 1;
    this.messageStore.update(rev, "text = ?, edited_at = ?, rev = ? WHERE seq = ?", text, at, rev, seq);
    return this.#changed(seq);
  }

  /**
   * Removes a message's text, reactions and files. The row stays, with its author and nonce: its `seq` is not used again,
   * and a late retry does not restore it.
   *
   * @param message as {@link find} returned it, in the same synchronous stretch
   */
  delete(message: Message): Changed {
    if (message.deleted) return { message, isNew: false };
    const { seq } = message;
    const rev = this.messageStore.rev + 1;
    this.messageStore.update(rev, `${BLANK}, rev = ? WHERE seq = ?`, rev, seq);
    return this.#changed(seq);
  }

  /**
   * Adds a user's reaction, or removes it.
   *
   * @throws {RoomError} `not_found`, or `too_large` when the message has as many as it can hold
   */
  react(by: string, { seq, emoji, on }: ReactionPayload): Changed {
    const message = this.#notDeleted(seq);
    const before = message.reactions ?? [];
    const after = withReaction(before, by, { emoji, on }, this.limits);
    if (after === before) return { message, isNew: false };
    const rev = this.messageStore.rev + 1;
    const reactions = after.length > 0 ? JSON.stringify(after) : null;
    this.messageStore.update(rev, "reactions = ?, rev = ? WHERE seq = ?", reactions, rev, seq);
    return this.#changed(seq);
  }

  /**
   * Deletes every message of a user, and the name on each, also on messages that were deleted before.
   *
   * Each change gets the `rev` before it plus its message's `seq`, so that one statement numbers all of them.
   *
   * @param name replaces their names
   * @returns the newest of the messages, as many as a resume would bring, ascending
   */
  erase(author: string, name: string): Message[] {
    const rev = this.messageStore.rev;
    const [newest] = this.messageStore.select(
      "WHERE author = ? AND (deleted IS NULL OR name <> ?) ORDER BY seq DESC LIMIT 1",
      author,
      name,
    );
    if (newest === undefined) return [];
    this.messageStore.update(
      rev + newest.seq,
      `${BLANK}, name = ?1, rev = ?2 + seq WHERE author = ?3 AND (deleted IS NULL OR name <> ?1)`,
      name,
      rev,
      author,
    );
    const limit = this.limits.resumeChanges;
    return this.messageStore
      .select("WHERE author = ? AND rev > ? ORDER BY seq DESC LIMIT ?", author, rev, limit)
      .reverse();
  }

  /**
   * Deletes the messages of a user in `(from, to]` and puts another person in their place, also on messages that were deleted before:
   * nothing leads from them to the user any more.
   *
   * @returns the newest of them
   */
  eraseBetween(author: string, pseudonym: Author, from: number, to: number): Message | undefined {
    const own = "WHERE author = ? AND seq > ? AND seq <= ?";
    const [newest] = this.messageStore.select(`${own} ORDER BY seq DESC LIMIT 1`, author, from, to);
    if (newest === undefined) return undefined;
    const { rev } = this.messageStore;
    this.messageStore.update(
      rev + newest.seq - from,
      `${BLANK}, author = ?1, name = ?2, rev = ?3 + seq - ?5 WHERE author = ?4 AND seq > ?5 AND seq <= ?6`,
      pseudonym.id,
      pseudonym.name,
      rev,
      author,
      from,
      to,
    );
    return this.find(newest.seq);
  }

  /** Removes all reactions of a user from a message. */
  removeReactions(by: string, seq: number): Message {
    const { reactions = [] } = this.find(seq);
    const after = reactions
      .map(({ emoji, ids }) => ({ emoji, ids: ids.filter((id) => id !== by) }))
      .filter(({ ids }) => ids.length > 0);
    const rev = this.messageStore.rev + 1;
    this.messageStore.update(
      rev,
      "reactions = ?, rev = ? WHERE seq = ?",
      after.length > 0 ? JSON.stringify(after) : null,
      rev,
      seq,
    );
    return this.find(seq);
  }

  /**
   * Messages up to `upTo` that changed since `rev`, ascending by `seq`.
   *
   * @returns undefined when they are more than a resume brings
   */
  since(rev: number, upTo: number): Message[] | undefined {
    const limit = this.limits.resumeChanges;
    const changed = this.messageStore.select(
      "WHERE rev > ? AND seq <= ? ORDER BY rev LIMIT ?",
      rev,
      upTo,
      limit + 1,
    );
    return changed.length > limit ? undefined : changed.sort((a, b) => a.seq - b.seq);
  }

  #changed(seq: number): Changed {
    return { message: this.find(seq), isNew: true };
  }

  #notDeleted(seq: number): Message {
    const message = this.find(seq);
    if (message.deleted) throw new RoomError("not_found", "This message was deleted.");
    return message;
  }

  /** A message, deleted or not. @throws {RoomError} `not_found` */
  find(seq: number): Message {
    const message = this.messageStore.find(seq);
    if (message === undefined) throw new RoomError("not_found", "There is no such message.");
    return message;
  }
}

const BLANK = "text = '', edited_at = NULL, reactions = NULL, attachments = NULL, deleted = 1";
