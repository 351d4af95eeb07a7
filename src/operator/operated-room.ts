/** What operators do in a room, as its object offers it. */
import { answerWithin } from "../platform/with-timeout.ts";
import type { Ack } from "../shared/contract/errors.ts";
import type { OperatedRoom } from "../shared/operator.ts";
import type { BanRecord } from "./bans/ban-store.ts";

/** An act that no owner can do. */
export type RoomAct =
  /** Nobody may write in the room any more, or they may again. */
  | { act: "close"; on: boolean }
  /** The directory lists it first, however few people have written. */
  | { act: "feature"; on: boolean }
  | { act: "delete" }
  /** Deletes the room and keeps its name from being used, until it is handed over or opened. */
  | { act: "reclaim" }
  /** Makes a person the owner. With `from`, only if that person is the owner: `stale` otherwise; null for nobody. */
  | { act: "handover"; to: string; from?: string | null | undefined };

/** The events of an owner that operators send, too: with the same handler. */
export type OperatorEvent = "message:delete" | "member:mute" | "member:ban" | "member:erase";

/** Tells a message apart from one with the same number in a later room of the same name. `at` is in milliseconds since the epoch. */
export interface MessageStamp {
  seq: number;
  at: number;
}

/** An owner's event that an operator sends, with what the audit log says of it. For `message` see {@link OperatorRequest}. */
export interface RoomCall {
  room: string;
  event: OperatorEvent;
  /** Checked by the room. */
  payload: unknown;
  message?: MessageStamp | undefined;
  /** Whether a message that is not there any more is as good as deleted: `changed: false` instead of `not_found`. */
  isDoneIfGone?: boolean;
  /** Whom or what it is about, for the audit log. */
  target?: string;
  reason: string;
}

/** A ban was added, or has ended, and the version of all bans with that. */
export interface BanChange {
  ban: BanRecord;
  on: boolean;
  version: number;
}

/** What the operations object asks of a room. */
export type OperatorRequest =
  | { type: "view" }
  | { type: "act"; act: RoomAct }
  /** `payload` is checked by the room. With `message`, only if that message is there still: a room may be deleted and created again. */
  | { type: "event"; event: OperatorEvent; payload: unknown; message?: MessageStamp | undefined }
  /** Where a person is connected from, or was last. */
  | { type: "networks"; person: string }
  /** Disconnects who is banned. */
  | { type: "banned"; change: BanChange };

export interface OperatorResult {
  /** For `view`. */
  room?: OperatedRoom;
  /** For `networks`. Empty if none is known. */
  networks?: string[];
  /** False for an act where it was so already. */
  changed?: boolean;
}

export interface RoomForOperators {
  operate(request: OperatorRequest): Promise<Ack<OperatorResult>>;
}

/** The part of `Env` that the operations object needs. */
export interface OperationsEnv {
  ROOMS: { getByName(name: string): RoomForOperators };
}

/** How long a room may take, in milliseconds. */
const DEADLINE = 10_000;

/** Sends a request to a room. @throws {NoAnswer} */
export const operate = (
  { ROOMS }: OperationsEnv,
  room: string,
  request: OperatorRequest,
): Promise<Ack<OperatorResult>> => answerWithin(DEADLINE, "the room", ROOMS.getByName(room).operate(request));
