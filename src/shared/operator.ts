/** What operators see and do: `/operator` and the HTTP API below `/api/operator`. Times are in milliseconds since the epoch. */
import type { Author, Member, Message } from "./contract/message.ts";
import type { ReportReason, RoomSettings } from "./contract/settings.ts";

/** A `moderator` handles reports and bans; an `operator` may do everything. */
export type OperatorRole = "operator" | "moderator";

/** The longest name that an operator signs in with, in characters. The page of the sign-in does not know the limits of rooms. */
export const OPERATOR_NAME_LENGTH = 40;

/** The longest reason of an act, in characters. */
export const REASON_LENGTH = 500;

/** Someone who runs the deployment. */
export interface Operator {
  /** The role, for a person who has signed in with its token; the id of the person for one with a token of the issuer. */
  id: string;
  /** For the audit log: as given at sign-in, or the name in the issuer's token. */
  name: string;
  role: OperatorRole;
}

/** A room as operators see it. */
export interface OperatedRoom {
  name: string;
  path: string;
  /** Whether someone has created it. Only `name`, `path`, `people` and `closed` mean something otherwise. */
  exists: boolean;
  settings: RoomSettings;
  /** The person who owns it, with their latest known name. */
  owner?: Member;
  /** Nobody may write in it, its owner included, until an operator opens it again. */
  closed?: boolean;
  /** Listed first in the directory. */
  featured?: boolean;
  /** How many people are there. */
  people: number;
  /** The first of them, at most 100. */
  members: Member[];
  /** How many messages were sent, including those that were deleted since. */
  messages: number;
  lastAt?: number;
  muted: Member[];
  banned: Member[];
}

/** A room that was created since the deployment has operators, or that an operator has looked at. */
export interface RegisteredRoom {
  name: string;
  path: string;
  /** When it was registered. */
  at: number;
}

/** What is banned: a person by their id, or a network (an IPv4 address, the /64 of an IPv6 address). */
export type BanKind = "person" | "network";

/** A ban in all rooms. */
export interface Ban {
  kind: BanKind;
  /** The id of the person, or the network. */
  value: string;
  /** The name of the person, or of the person whose network it is, where it is known. */
  name?: string;
  reason: string;
  /** Who banned. */
  by: string;
  at: number;
  /** When it ends; missing for never. */
  until?: number;
}

/** One act of an operator. */
export interface AuditEntry {
  /** Ascending. */
  id: number;
  at: number;
  operator: Operator;
  /** What was done: `room:close`, `ban`, ... */
  act: string;
  room?: string;
  /** The person, network or message it was about. */
  target?: string;
  reason: string;
  /** `done`, `unchanged` (it was so already), `pending` (no answer is known), or the code of the error. */
  outcome: string;
}

/** What operators can do about a report by one press. */
export const REPORT_ACTS = ["dismiss", "delete", "mute", "ban", "ban-everywhere", "ban-network"] as const;

export type ReportAct = (typeof REPORT_ACTS)[number];

/** A report, as a room hands it to operators. */
export interface RoomReport {
  id: string;
  seq: number;
  reason: ReportReason;
  words?: string;
  at: number;
  reporter: Author;
  /** The message and a few before and after it, as they were when it was reported. */
  context: Message[];
}

/** A report of a message in any room. */
export interface OperatorReport extends RoomReport {
  room: string;
  /** What was done about it; missing while it waits. */
  outcome?: string;
  /** Who did it. */
  by?: string;
  handledAt?: number;
}
