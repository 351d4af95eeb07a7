/** Members and messages, and what is asked of messages. */

/** How the id of a person begins who came with a token of the operator's issuer (`auth.jwt`). */
export const EXTERNAL_ID_PREFIX = "sso_";

/** Whether a person came with a token of the operator's issuer: another site vouches for who they are. */
export const isExternal = (id: string): boolean => id.startsWith(EXTERNAL_ID_PREFIX);

/** A person in the room. One person with several tabs is one member. */
export interface Member {
  /** Stable for a session, or for a person of the operator's issuer ({@link isExternal}), and unique. */
  id: string;
  /** Not unique. */
  name: string;
  /** The address of a picture of them, if their token has one. */
  picture?: string;
  /** True if they have an account here: a passkey, a recovery code, or several devices. */
  account?: true;
  /** True if none of their windows was used for a while. */
  idle?: boolean;
}

/** The id and name of an author when the message was sent. */
export type Author = Pick<Member, "id" | "name">;

/** An emoji under a message, and who added it. */
export interface Reaction {
  emoji: string;
  /** Ids of the members who reacted, in the order they did. */
  ids: string[];
}

/** A file that belongs to a message. */
export interface Attachment {
  id: string;
  name: string;
  /** The media type, detected from the content. */
  type: string;
  /** Bytes. */
  size: number;
  /** Of a picture, in pixels, if its header says so. */
  width?: number;
  height?: number;
  /** Where it is read, on this server, by anyone who may read the room. */
  path: string;
}

/** A message in its current state. */
export interface Message {
  /** Its number in the room: 1, 2, 3 and so on, the same for all members, never used twice. */
  seq: number;
  from: Author;
  /** When it was stored, in milliseconds since the epoch. */
  at: number;
  text: string;
  /** Its id from the sender. */
  nonce?: string;
  /** The `seq` of the message it answers. */
  replyTo?: number;
  /** When it was last edited, in milliseconds since the epoch. */
  editedAt?: number;
  /** True if it was deleted: its text is empty, its number stays. */
  deleted?: boolean;
  reactions?: Reaction[];
  attachments?: Attachment[];
}

/**
 * A new message in its short form, without its nonce: its `seq`; the milliseconds since the message before it, in this frame or the last one; the number of its
 * author; its text; and the other fields of a `Message`, if it has any.
 */
export type ShortMessage = [
  seq: number,
  sinceLast: number,
  author: number,
  text: string,
  more?: Omit<Message, "seq" | "from" | "at" | "text" | "nonce">,
];

/** What a client needs to read short messages. It stays valid for the connection. */
export interface ShortHead {
  /** The time that the first difference counts from, in milliseconds since the epoch. Missing: the last message read. */
  at?: number;
  /** The numbers of authors that are new, or that have another name or author now. */
  authors?: [number: number, id: string, name: string][];
}

/** A message to send. Sending the same `nonce` again returns the message stored the first time. */
export interface SendPayload {
  /** Chosen by the sender, unique among its messages: 1 to `LIMITS.nonceLength` printable ASCII characters. */
  nonce: string;
  /** At most `LIMITS.textLength` UTF-16 code units; empty only with attachments. */
  text: string;
  /** Ids of files that the sender has uploaded and not sent yet: at most `LIMITS.filesPerMessage`. */
  attachments?: string[];
  /** The newest `seq` that the sender had when it sent this for the first time. The same on every retry. */
  after?: number;
  /** The `seq` of the message that this one answers; `not_found` if there is none, or it was deleted. */
  replyTo?: number;
}

/** How far a user has read. */
export interface ReadPayload {
  /** The newest message seen. */
  seq: number;
}

/** A new text for a message of the user. */
export interface EditPayload {
  seq: number;
  /** 1 to `LIMITS.textLength` UTF-16 code units. */
  text: string;
}

/** A message to delete: the user's own, or any message for the owner of the room. */
export interface DeletePayload {
  seq: number;
}

/** Adds or removes a reaction of the user. */
export interface ReactionPayload {
  seq: number;
  /** One emoji as Unicode recommends it for interchange (RGI). */
  emoji: string;
  on: boolean;
}

/** Messages that were edited, deleted or reacted to. */
export interface Changes {
  /** The newest `rev` of these changes. */
  rev: number;
  /** In their current state, ascending by `seq`. */
  messages: Message[];
  /** The id of a person whose messages were all erased. `messages` has the newest of them; erase the others as well. */
  erased?: string;
}

/** A page of history: at most one of `before`, `after` and `around`; without them the newest page. */
export interface HistoryPayload {
  /** Messages with a lower `seq` than this one. */
  before?: number;
  /** Messages with a higher `seq` than this one. */
  after?: number;
  /** This message, and those on both sides of it. */
  around?: number;
  /** How many at most: `LIMITS.historyDefault` by default. More than `LIMITS.historyPage` is read as that. */
  limit?: number;
}

/** A page of history, ascending. */
export interface HistoryPage {
  messages: Message[];
  /** Whether there is more in the direction of the request; with `around`, in each of the two. */
  hasMore: boolean | { before: boolean; after: boolean };
}

/** A search in all messages of the room. */
export interface SearchPayload {
  /**
   * Words that a message has, in any order, in any case, with or without accents; the last may be the beginning of a word.
   * Parts without a space between them (`don't`, `14:30`) are found only together. At most `LIMITS.queryLength` UTF-16 code
   * units; without a letter, a digit or an emoji it finds nothing.
   */
  query: string;
  /** `cursor` of the page before, for the same query. */
  cursor?: string;
}

/** A page of search results. */
export interface SearchPage {
  /** The newest first, at most `LIMITS.searchPage`. */
  messages: Message[];
  /** Where the search continues; missing at the end. A page with few messages or none may have a cursor, too. */
  cursor?: string;
}
