/** What the owner of a room decides, as it travels. */
import type { Member } from "./message.ts";

/** Which messages a room keeps: all of them, where neither is given. */
export interface Retention {
  /** For how many days. */
  days?: number;
  /** The newest so many, at least `LIMITS.retentionCount`. */
  count?: number;
}

/**
 * Who finds a room, and who may come in: a `public` one is in the directory of rooms, an `unlisted` one is open to
 * whoever knows its address, a `private` one to those its owner let in.
 */
export type Visibility = (typeof VISIBILITIES)[number];

export const VISIBILITIES = ["public", "unlisted", "private"] as const;

/** A room's settings. */
export interface RoomSettings {
  /**
   * The id of whoever made the room, by `POST /api/rooms` or by writing the first message. Missing in a room that
   * nobody has made yet.
   */
  owner?: string;
  visibility: Visibility;
  /**
   * A name to show in place of the one in the room's address, which never changes: at most `LIMITS.titleLength` UTF-16
   * code units. Missing or empty for none.
   */
  title?: string;
  /** One line, at most `LIMITS.topicLength` UTF-16 code units; empty for none. */
  topic: string;
  /** Whether nobody but the owner may write. */
  locked: boolean;
  /** How many seconds somebody waits between two messages; 0 for none. The owner does not. */
  slowMode: number;
  /** Messages that are not kept are removed within the hour. */
  retention: Retention;
}

/** What the owner changes; the rest stays. `retention` is replaced whole: `{}` keeps everything. */
export type RoomUpdate = Partial<Omit<RoomSettings, "owner">>;

/** Somebody to mute or ban (`on`), or no longer. */
export interface SanctionPayload {
  id: string;
  on: boolean;
}

/** Somebody whose messages are to be erased. */
export interface ErasePayload {
  id: string;
}

/** Who is muted in a room, and who is banned from it, under the name they had then. */
export interface Sanctions {
  muted: Member[];
  banned: Member[];
}
