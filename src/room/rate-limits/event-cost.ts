/**
 * How much work an event is, in units of a request that is only answered (about 0.3 ms of a processor).
 *
 * The clock of a Worker stands still while it computes, so work is estimated from counts: sockets that receive a broadcast, messages
 * that are read, characters that are sent.
 */
import type { HistoryPage } from "../../shared/contract/index.ts";

/** Sockets to which one more frame costs as much as one answer. A busy room sends many messages in one frame. */
const SOCKETS_PER_UNIT = 100;

/** Characters that cost as much to store, encode and send as one answer. */
const CHARACTERS_PER_UNIT = 4_000;

/** Messages of a page of history that cost as much as one answer. */
const MESSAGES_PER_UNIT = 25;

/** What the rate limits count of an event. */
export interface EventCost {
  /** Units besides its broadcasts, or an estimate of them from a payload that is not validated yet. */
  weight: number | ((payload: unknown) => number);
  /** How many times every socket's share is counted. Presence and typing are broadcast at a pace of their own. */
  broadcasts?: number;
  /** More work than a message, and less urgent: a user in a flooded network has a smaller share of it. */
  isExpensive?: boolean;
  /** Whether it is a new message, which has a limit of its own. */
  isMessage?: boolean;
  /** How many events it counts for in the limits of a socket and a user; 1 by default. */
  events?: number;
}

/** What pages send by themselves: no sign of a flood when it is refused. */
export const LIGHT_COST: EventCost = { weight: 0.5 };

/** Requests of owners, which are rare, and events that do not exist. */
export const DEFAULT_COST: EventCost = { weight: 2 };

/** A message, by socket or by HTTP. */
export const MESSAGE_COST: EventCost = { weight: 2, broadcasts: 1, isMessage: true };

/** A page of history, by socket or by HTTP: by its length. Its text is counted when it was read: {@link pageTextWeight}. */
export const HISTORY_COST: EventCost = { weight: pageWeight, isExpensive: true };

/** Whether events of this weight have only a part of the budgets. */
export const isLight = (weight: number): boolean => weight < 1;

/**
 * The weight of an event, in units.
 *
 * @param payload not validated yet
 * @param sockets how many get a broadcast at once
 */
export function weightOf({ weight, broadcasts = 0 }: EventCost, payload: unknown, sockets: number): number {
  const own = typeof weight === "number" ? weight : weight(payload);
  return broadcasts === 0 ? own : own + broadcasts * broadcastWeight(sockets) + textWeight(payload);
}

/** The weight of one frame to so many sockets, in units. */
export const broadcastWeight = (sockets: number): number => sockets / SOCKETS_PER_UNIT;

/** The weight of the texts of a page, in units. */
export const pageTextWeight = ({ messages }: HistoryPage): number =>
  messages.reduce((characters, { text }) => characters + text.length, 0) / CHARACTERS_PER_UNIT;

function pageWeight(payload: unknown): number {
  const limit = numberIn(payload, "limit") ?? 50;
  return 1 + Math.min(Math.max(limit, 1), 100) / MESSAGES_PER_UNIT;
}

function textWeight(payload: unknown): number {
  const text = valueIn(payload, "text");
  return typeof text === "string" ? text.length / CHARACTERS_PER_UNIT : 0;
}

function numberIn(payload: unknown, key: string): number | undefined {
  const value = valueIn(payload, key);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

const valueIn = (payload: unknown, key: string): unknown =>
  typeof payload === "object" && payload !== null ? Reflect.get(payload, key) : undefined;
