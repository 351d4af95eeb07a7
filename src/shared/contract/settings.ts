/** Settings and moderation of a room, by its owner, and reports of messages. */
import type { KeysInUse } from "./access.ts";
import type { Member, Message } from "./message.ts";

/** Which messages a room keeps: all of them without either. */
export interface Retention {
  /** For how many days. */
  days?: number;
  /** How many of the newest, at least `LIMITS.retentionCount`. */
  count?: number;
}

/**
 * Who can find and enter a room. A `public` room is in the directory, an `unlisted` room is open to anyone with its address,
 * a `private` room to people who were admitted.
 */
export type Visibility = (typeof VISIBILITIES)[number];

/** The owner of a room whose owner has erased their data: no person. An operator can hand the room over. */
export const OPERATOR_OWNER = "operator";

export const VISIBILITIES = ["public", "unlisted", "private"] as const;

/** A room's settings. */
export interface RoomSettings {
  /**
   * The id of the person who created the room, by `POST /api/rooms` or with its first message. Missing before that. It is
   * {@link OPERATOR_OWNER} after the owner has erased their data.
   */
  owner?: string;
  visibility: Visibility;
  /**
   * Shown in place of the name in the room's address, which never changes: at most `LIMITS.titleLength` UTF-16 code units.
   * Missing or empty for none.
   */
  title?: string;
  /** One line, at most `LIMITS.topicLength` UTF-16 code units; empty for none. */
  topic: string;
  /** Whether only the owner may write. */
  locked: boolean;
  /** The least time between two messages of a person, in seconds; 0 for none. Not for the owner. */
  slowMode: number;
  /** Older messages are removed within the hour. */
  retention: Retention;
  /** An operator has closed the room: nobody may write or change it, its owner included. */
  closed?: true;
}

/** The settings to change. `retention` is replaced as a whole: `{}` keeps all messages. */
export type RoomUpdate = Partial<Omit<RoomSettings, "owner" | "closed">>;

/** A person to mute or ban (`on`), or to unmute or unban. */
export interface SanctionPayload {
  id: string;
  on: boolean;
}

/** After a ban. */
export interface BanResult {
  /**
   * Which credentials of a private room the person may know: replace them by `invite:create` and `passphrase:set`. For a while new guests
   * from the person's network are rejected. Missing in rooms that are not private.
   */
  keys?: KeysInUse;
}

/** A person whose messages are erased. */
export interface ErasePayload {
  id: string;
}

/** The muted and the banned people of a room, with the names they had then. */
export interface Sanctions {
  muted: Member[];
  banned: Member[];
}

/** Why a message is reported. */
export type ReportReason = (typeof REPORT_REASONS)[number];

export const REPORT_REASONS = [
  "spam",
  "harassment",
  "hate",
  "violence",
  "sexual",
  /** It reveals what is private. */
  "privacy",
  "illegal",
  "other",
] as const;

/** The longest words of a report, in UTF-16 code units. */
export const REPORT_WORDS_LENGTH = 500;

/** A message to report to the owner of the room and to the operators of the server. */
export interface ReportPayload {
  /** Of a message of another person. */
  seq: number;
  reason: ReportReason;
  /** What the reader should know: at most {@link REPORT_WORDS_LENGTH} UTF-16 code units. */
  words?: string;
}

/** A report, for the owner of the room: it does not say who reported. */
export interface Report {
  id: string;
  seq: number;
  reason: ReportReason;
  words?: string;
  /** In milliseconds since the epoch. */
  at: number;
  /** As it was when it was reported. */
  message: Message;
}

/** A page of the reports that wait for the owner, the newest first. */
export interface ReportsPage {
  reports: Report[];
  /** How many wait. */
  open: number;
  cursor?: string;
}

/** A report that the owner has read. */
export interface DismissPayload {
  id: string;
}

/** How many reports wait for the owner. */
export interface Reported {
  open: number;
}
