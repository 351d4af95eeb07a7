/**
 * How much work an event is, in units of a request that is only answered (about 0.3 ms of a processor).
 *
 * The clock of a Worker stands still while it computes, so work is estimated from counts: sockets that hear of it, messages that are
 * read, characters that are sent.
 */

/** Sockets to which one more frame costs as much as one answer. A busy room sends many messages in one frame. */
const SOCKETS_PER_UNIT = 100;

/** Characters that cost as much to store, encode and send as one answer. */
export const CHARACTERS_PER_UNIT = 4_000;

/** Messages of a page of history that cost as much as one answer. */
const MESSAGES_PER_UNIT = 25;

/** What each event costs besides its broadcast. */
const OWN_WEIGHT = new Map([
  ["typing", 0.5],
  ["read", 0.5],
  ["presence:set", 0.5],
  ["profile:set", 1],
  ["message:send", 2],
  ["message:edit", 2],
  ["message:delete", 2],
  ["reaction:set", 4],
  ["search", 3],
  ["members:get", 2],
]);

/** What any other event costs: an owner's, which are rare, and those that do not exist. */
const OTHER_WEIGHT = 2;

/** What a page sends by itself is light: it is no sign of a flood when it is refused. */
export const isLight = (weight: number): boolean => weight < 1;

/** Events that are more work than a message, and less urgent. */
const IS_DEAR = new Set(["reaction:set", "message:edit", "history:get", "search"]);

/** Whether a person's share has less of it: messages go on in a flooded network, and what is dear waits. */
export const isDear = (event: string): boolean => IS_DEAR.has(event);

/** Events that every socket hears of, soon and in full. Presence and typing are told at a pace of their own. */
const IS_BROADCAST = new Set(["message:send", "message:edit", "message:delete", "reaction:set"]);

/**
 * The weight of an event.
 *
 * @param payload not validated yet
 * @param sockets how many there are in the room
 */
export function weightOf(event: string, payload: unknown, sockets: number): number {
  if (event === "history:get") return historyWeight(payload);
  const own = OWN_WEIGHT.get(event) ?? OTHER_WEIGHT;
  if (!IS_BROADCAST.has(event)) return own;
  // A message travels with all its reactions: an id for each.
  const broadcasts = event === "reaction:set" ? 2 : 1;
  return own + (broadcasts * sockets) / SOCKETS_PER_UNIT + textWeight(payload);
}

/** A page of history by its length; its text is counted when it was read. */
export function historyWeight(payload: unknown): number {
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
