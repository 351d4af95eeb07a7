/** What a room stores about a person, as `GET /api/rooms/:room/data` shows it to them. */

import type { UploadedFile } from "./contract/files.ts";
import type { Message } from "./contract/message.ts";
import type { ReportReason } from "./contract/settings.ts";
import type { PushLevel } from "./push.ts";

/** A browser that is notified of a room, without the secrets that reach it. */
export interface StoredSubscriptionInfo {
  /** The host of the push service, for example `fcm.googleapis.com`. */
  service: string;
  level: PushLevel;
  language: string;
  /** When it was stored, in milliseconds since the epoch. */
  at: number;
}

/** A report that the person made. */
export interface OwnReport {
  id: string;
  seq: number;
  reason: ReportReason;
  words?: string;
  /** In milliseconds since the epoch. */
  at: number;
}

/** What a room stores about a person besides messages and reactions. What is missing is not stored. */
export interface StoredAboutPerson {
  /** The id of the person. */
  id: string;
  /** The person owns the room. */
  owner?: true;
  /** When the owner's rights that a token gave the person end, in milliseconds since the epoch. */
  ownerUntil?: number;
  /** The name of a guest when they were admitted to a private room. */
  guest?: string;
  /** The name with which the person is on the list of the muted. */
  muted?: string;
  /** The name with which the person is on the list of the banned. */
  banned?: string;
  /** The `seq` of the newest message that they have read, as far as it was saved. */
  read?: number;
  /** The person proved to be no program. */
  verified?: true;
  pushSubscriptions: StoredSubscriptionInfo[];
  files: UploadedFile[];
  reports: OwnReport[];
}

/** The reactions of a person to a message. */
export interface OwnReactions {
  seq: number;
  emoji: string[];
}

export interface PersonalDataPage {
  /** On the first page. */
  stored?: StoredAboutPerson;
  /** The messages of the person, ascending. A page may have few or none. */
  messages: Message[];
  /** Ascending by `seq`. */
  reactions: OwnReactions[];
  /** For the next page; missing at the end. */
  next?: number;
}

/** How far an erasure has come. */
export interface ErasureProgress {
  /** Where the next request goes on; missing when everything is erased. */
  next?: number;
}

/** Messages as JSON in which a person has another name. */
export function withAuthorName(context: string, person: string, name: string): string {
  const messages = JSON.parse(context) as Message[];
  return JSON.stringify(
    messages.map((message) =>
      message.from.id === person ? { ...message, from: { id: person, name } } : message,
    ),
  );
}
