/** Members and messages. */

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
