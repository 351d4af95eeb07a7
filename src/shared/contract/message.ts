/** What people say, and who they are, as it travels. */

/** Somebody in the room. One person with several tabs is one member. */
export interface Member {
  /** Stable for a session; two people never share one. */
  id: string;
  /** What they call themselves. Names are not unique. */
  name: string;
  /** True when none of their windows was used for a while. */
  idle?: boolean;
}

/** The name and id an author had when the message was sent. */
export type Author = Pick<Member, "id" | "name">;

/** One emoji under a message, and who put it there. */
export interface Reaction {
  emoji: string;
  /** Ids of the members who reacted, in the order they did. */
  ids: string[];
}

/** A file that belongs to a message. */
export interface Attachment {
  id: string;
  name: string;
  /** Media type, found out from the content. */
  type: string;
  /** Bytes. */
  size: number;
  /** Of a picture, in dots, where its header tells. */
  width?: number;
  height?: number;
  /** Where it is: of this server, for whoever may read the room. */
  path: string;
}

/** A message as it now stands. */
export interface Message {
  /** Its place in the one order everybody sees: 1, 2, 3 and so on, never used twice. */
  seq: number;
  from: Author;
  /** When it was stored, in milliseconds since the epoch. */
  at: number;
  text: string;
  /** What its author called it before it had a `seq`. */
  nonce?: string;
  /** The `seq` of the message it answers. */
  replyTo?: number;
  /** When it was last edited, in milliseconds since the epoch. */
  editedAt?: number;
  /** True when it was deleted: its text is empty, its place stays. */
  deleted?: boolean;
  reactions?: Reaction[];
  attachments?: Attachment[];
}
