/** What operators see and do: `/operator` and the HTTP API below `/api/operator`. Times are in milliseconds since the epoch. */
import type { Member } from "./contract/message.ts";
import type { RoomSettings } from "./contract/settings.ts";

/** A `moderator` handles reports and bans; an `operator` may do everything. */
export type OperatorRole = "operator" | "moderator";

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
  /** When the registry heard of it first. */
  at: number;
}

/** What is banned: a person by their id, or a network (an IPv4 address, the /64 of an IPv6 address). */
export type BanKind = "person" | "network";

/** A ban in all rooms. */
export interface Ban {
  kind: BanKind;
  /** The id of the person, or the network. */
  value: string;
  /** The name of the person, where it is known. */
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
