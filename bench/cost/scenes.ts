/** Rooms, each as this project works and as rooms on Durable Objects usually work. */

import { flushWindowFor, PASSIVE_INTERVAL } from "../../src/room/broadcast/flush-window.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import {
  type Count,
  DIRECTORY_UPDATE,
  JOIN,
  LEAVE,
  MESSAGE,
  OWN_HEARTBEAT,
  READ_RECEIPT,
  STORED_READ_RECEIPT,
} from "./counts.ts";
import type { Usage } from "./prices.ts";

/** A room and what happens in it. */
export interface Scene {
  name: string;
  people: number;
  /** How many of their pages are hidden; by default none. */
  hidden?: number;
  /** How long their joins take, evenly, in seconds. All leave together at the end. */
  joinSeconds: number;
  /** Messages sent, evenly over the time. */
  messages: number;
  /** In seconds. */
  seconds: number;
}

export const SCENES: readonly Scene[] = [
  {
    name: "an idle room of 1,000 people, a day",
    people: 1_000,
    joinSeconds: 86_400,
    messages: 0,
    seconds: 86_400,
  },
  {
    name: "50 people write 10,000 messages in a working day",
    people: 50,
    joinSeconds: 3_600,
    messages: 10_000,
    seconds: 28_800,
  },
  {
    name: "4,000 people, 1,000 messages in an hour",
    people: 4_000,
    joinSeconds: 600,
    messages: 1_000,
    seconds: 3_600,
  },
  {
    name: "the same, nine of ten pages hidden",
    people: 4_000,
    hidden: 3_600,
    joinSeconds: 600,
    messages: 1_000,
    seconds: 3_600,
  },
];

/** Seconds awake for an event of one socket: an upper estimate. */
const SECONDS_PER_EVENT = 0.001;

/** Seconds awake to write a frame to a socket (measured: 26 to 35 microseconds). */
export const SECONDS_PER_FRAME = 0.000_035;

/** Interval of server pings, in seconds: Socket.IO's default. */
const PING_INTERVAL = 25;

/** Shortest interval of a page's read receipts, in seconds (src/web/core/messages/read-receipts.ts). */
export const READ_RECEIPT_INTERVAL = 30;

/** Shortest interval at which they are stored, in seconds (src/room/messages/read-receipts.ts). */
export const STORE_INTERVAL = 600;

/** Shortest interval of frames to hidden pages, in seconds. A message that waits for it keeps the room awake. */
export const HIDDEN_INTERVAL = PASSIVE_INTERVAL / 1_000;

/** Shortest interval of directory updates, in seconds. A change that waits for it keeps the room awake. */
const DIRECTORY_INTERVAL = LIMITS.directoryMs / 1_000;

/** What does not depend on heartbeats. */
function commonUsage(scene: Scene): Usage {
  const { people, hidden = 0, joinSeconds, messages, seconds } = scene;
  // Everyone whose page is not hidden looks at it all the time, and sees every message.
  const readers = people - hidden;
  const readReceipts = readers * (messages === 0 ? 1 : Math.min(messages, seconds / READ_RECEIPT_INTERVAL));
  const saved = readers * (messages === 0 ? 1 : 1 + Math.floor(seconds / STORE_INTERVAL));
  const leaving = messages === 0 ? 0 : readers;
  const directoryUpdates = Math.min(people, joinSeconds / DIRECTORY_INTERVAL) + 1;
  const waits = people > joinSeconds / DIRECTORY_INTERVAL ? directoryUpdates * DIRECTORY_INTERVAL : 0;
  const usage = sum(
    [JOIN, people],
    [READ_RECEIPT, readReceipts - saved],
    [STORED_READ_RECEIPT, saved],
    [LEAVE, leaving],
    [DIRECTORY_UPDATE, directoryUpdates],
  );
  return { ...usage, awake: (people + readReceipts + people + directoryUpdates) * SECONDS_PER_EVENT + waits };
}

/** As this project works. */
export function asThisProject(scene: Scene): Usage {
  const { people, hidden = 0, messages, seconds } = scene;
  const heartbeats = (people * seconds) / PING_INTERVAL;
  const visible = people - hidden;
  const flush = flushWindowFor(visible) / 1_000 + visible * SECONDS_PER_FRAME;
  const usage = plus(commonUsage(scene), {
    ...sum([MESSAGE, messages], [OWN_HEARTBEAT, heartbeats]),
    awake: messages * (SECONDS_PER_EVENT + flush) + hiddenSeconds(hidden, messages, seconds),
  });
  return { ...usage, awake: Math.min(usage.awake, seconds) };
}

/** How long a room is awake for hidden pages, in seconds: to write their frames, and while messages wait for the next one. */
function hiddenSeconds(hidden: number, messages: number, seconds: number): number {
  if (hidden === 0 || messages === 0) return 0;
  const frames = Math.min(messages, seconds / HIDDEN_INTERVAL);
  const between = seconds / messages;
  // The first message after a frame comes after half of that on average, and waits for the next frame.
  const waits = Math.max(0, between < HIDDEN_INTERVAL ? HIDDEN_INTERVAL - between / 2 : 0);
  return frames * (waits + hidden * SECONDS_PER_FRAME);
}

/**
 * As rooms on Durable Objects usually work: the server pings all clients every 25 seconds from a timer or an alarm, each answer
 * wakes it, and a message costs two rows (itself and an index, or a sequence).
 */
export function asUsual(scene: Scene): Usage {
  const { people, messages, seconds } = scene;
  const pongs = (people * seconds) / PING_INTERVAL;
  const beats = people === 0 ? 0 : seconds / PING_INTERVAL;
  const sent = sum([{ ...MESSAGE, rowsWritten: 2 }, messages]);
  return plus(commonUsage(scene), {
    ...sent,
    requests: sent.requests + beats,
    messages: sent.messages + pongs,
    rowsWritten: sent.rowsWritten + beats,
    awake:
      messages * (SECONDS_PER_EVENT + people * SECONDS_PER_FRAME) +
      pongs * SECONDS_PER_EVENT +
      beats * people * SECONDS_PER_FRAME,
  });
}

/** Without hibernation: the object is awake as long as anyone is connected. */
export function withoutHibernation(scene: Scene): Usage {
  return { ...asUsual(scene), awake: scene.seconds };
}

export function sum(...counts: Array<[count: Count, times: number]>): Omit<Usage, "awake"> {
  const total = { requests: 0, messages: 0, rowsRead: 0, rowsWritten: 0 };
  for (const [count, times] of counts) {
    total.requests += count.requests * times;
    total.messages += count.messages * times;
    total.rowsRead += count.rowsRead * times;
    total.rowsWritten += count.rowsWritten * times;
  }
  return total;
}

export const plus = (a: Usage, b: Usage): Usage => ({
  requests: a.requests + b.requests,
  messages: a.messages + b.messages,
  rowsRead: a.rowsRead + b.rowsRead,
  rowsWritten: a.rowsWritten + b.rowsWritten,
  awake: a.awake + b.awake,
});
