/** What an hour of a room with relays uses: all people join and leave within it. */
import { lowPriorityIntervalFor } from "../../src/room/broadcast/flush-window.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import {
  FLUSH_CALL,
  JOIN,
  MESSAGE,
  READ_RECEIPT,
  RELAY_CALL,
  RELAY_HANDSHAKE,
  RELAY_ROW,
  STORED_READ_RECEIPT,
} from "./counts.ts";
import type { Usage } from "./prices.ts";
import { HIDDEN_INTERVAL, plus, READ_RECEIPT_INTERVAL, STORE_INTERVAL, sum } from "./scenes.ts";

export interface LargeRoom {
  people: number;
  /** How many of their pages are hidden. */
  hidden: number;
  /** Connections of each object: the room's own, and its relays. */
  socketsPerObject: number;
  /** Messages sent, evenly over the time. */
  messages: number;
  /** In seconds. */
  seconds: number;
}

/** A part of what it uses. */
export interface Part {
  what: string;
  usage: Usage;
}

/** How long read receipts wait in a large relay, to share a call, in seconds (src/room/relay/room-relay.ts). */
const RECEIPT_WAIT = 1;

/** Read receipts that a room handles in a second; it refuses the others. They are light events of half a unit. */
const MOST_RECEIPTS = (0.4 * LIMITS.roomLoadPerSecond) / 0.5;

/** All of it, at most, and its parts. */
export function largeRoomUsage(room: LargeRoom): { parts: Part[]; total: Usage } {
  const { people, hidden, socketsPerObject, messages, seconds } = room;
  const objects = Math.max(1, Math.ceil(people / socketsPerObject));
  const relays = objects - 1;
  const onRelays = people - Math.min(people, socketsPerObject);
  const flushes = messages + seconds / (lowPriorityIntervalFor(Math.min(people, socketsPerObject)) / 1_000);
  const hiddenFlushes = hidden === 0 ? 0 : Math.min(messages, seconds / HIDDEN_INTERVAL);
  const visible = people - hidden;
  const receipts = visible * Math.min(messages, seconds / READ_RECEIPT_INTERVAL);
  const handled = Math.min(receipts, MOST_RECEIPTS * seconds);
  const saved = Math.min(handled, visible * (2 + Math.floor(seconds / STORE_INTERVAL)));
  const none = { requests: 0, messages: 0, rowsRead: 0, rowsWritten: 0, awake: 0 };
  const part = (what: string, ...counts: Parameters<typeof sum>): Part => ({
    what,
    usage: { ...sum(...counts), awake: 0 },
  });
  const parts: Part[] = [
    { what: "all objects are awake all the time", usage: { ...none, awake: objects * seconds } },
    part("handshakes", [JOIN, people - onRelays], [RELAY_HANDSHAKE, onRelays]),
    part("joins and leaves, from relays to the room", [RELAY_CALL, 2 * onRelays]),
    part(
      "messages, from their senders to the room",
      [MESSAGE, messages],
      [RELAY_CALL, (messages * onRelays) / people],
      [RELAY_ROW, relays],
    ),
    part("messages and counts of people, from the room to relays", [
      FLUSH_CALL,
      (flushes + hiddenFlushes) * relays,
    ]),
    part(
      "read receipts",
      [READ_RECEIPT, receipts - saved],
      [STORED_READ_RECEIPT, saved],
      [RELAY_CALL, Math.min((receipts * onRelays) / people, (relays * seconds) / RECEIPT_WAIT)],
    ),
  ];
  return { parts, total: parts.reduce((all, { usage }) => plus(all, usage), none) };
}
