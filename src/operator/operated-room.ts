/** What operators do in a room, as its object offers it. */
import type { Ack } from "../shared/contract/errors.ts";
import type { OperatedRoom } from "../shared/operator.ts";
import type { BanRecord } from "./ban-store.ts";

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
export const OPERATOR_EVENTS = [
  "message:delete",
  "member:mute",
  "member:ban",
  "member:erase",
  "room:update",
] as const;

export type OperatorEvent = (typeof OPERATOR_EVENTS)[number];

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
  /** `payload` is checked by the room. */
  | { type: "event"; event: OperatorEvent; payload: unknown }
  /** Disconnects who is banned. */
  | { type: "banned"; change: BanChange };

export interface OperatorResult {
  /** For `view`. */
  room?: OperatedRoom;
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
