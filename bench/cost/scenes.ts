/** Three rooms, each as this project does it and as it is usually done. */

import { flushWindowFor } from "../../src/room/broadcast/flush-window.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import {
  type Count,
  JOIN,
  LEAVE,
  MESSAGE,
  OWN_HEARTBEAT,
  READING,
  SAVED_READING,
  TELLING,
} from "./counts.ts";
import type { Usage } from "./prices.ts";

/** A room and what happens in it. */
export interface Scene {
  name: string;
  people: number;
  /** Over how long they come in, evenly; in seconds. They leave in the end, all at once. */
  arriving: number;
  /** Messages said, evenly over the time. */
  messages: number;
  /** In seconds. */
  lasts: number;
}

export const SCENES: readonly Scene[] = [
  {
    name: "an idle room of 1,000 people, a day",
    people: 1_000,
    arriving: 86_400,
    messages: 0,
    lasts: 86_400,
  },
  {
    name: "50 people write 10,000 messages in a working day",
    people: 50,
    arriving: 3_600,
    messages: 10_000,
    lasts: 28_800,
  },
  {
    name: "4,000 people, 1,000 messages in an hour",
    people: 4_000,
    arriving: 600,
    messages: 1_000,
    lasts: 3_600,
  },
];

/** Seconds of being awake for one event that concerns one socket, taken high. */
const HANDLING = 0.001;

/** Seconds of being awake to write one frame to one socket (design figure: 26 to 35 microseconds). */
const WRITING = 0.000_035;

/** How often a server that pings does so, in seconds: Socket.IO's default. */
const PING_INTERVAL = 25;

/** How often a page tells that its person reads on, at most, in seconds (src/web/core/messages/read-receipts.ts). */
const READING_PAUSE = 30;

/** How often that is saved, at most, in seconds (src/room/messages/read-receipts.ts). */
const SAVING_PAUSE = 600;

/** How often a room tells the lobby who is there, at most, in seconds. A change that waits for it keeps the room awake. */
const TELLING_PAUSE = LIMITS.directoryMs / 1_000;

/** What is the same, however a room keeps in touch with its people. */
function basis(scene: Scene): Usage {
  const { people, arriving, messages, lasts } = scene;
  // All of them are at their windows all the time, and see every message.
  const readings = people * (messages === 0 ? 1 : Math.min(messages, lasts / READING_PAUSE));
  const saved = people * (messages === 0 ? 1 : 1 + Math.floor(lasts / SAVING_PAUSE));
  const leaving = messages === 0 ? 0 : people;
  const tellings = Math.min(people, arriving / TELLING_PAUSE) + 1;
  const waits = people > arriving / TELLING_PAUSE ? tellings * TELLING_PAUSE : 0;
  const usage = sum(
    [JOIN, people],
    [READING, readings - saved],
    [SAVED_READING, saved],
    [LEAVE, leaving],
    [TELLING, tellings],
  );
  return { ...usage, awake: (people + readings + people + tellings) * HANDLING + waits };
}

/** As this project does it. */
export function asHere(scene: Scene): Usage {
  const { people, messages, lasts } = scene;
  const heartbeats = (people * lasts) / PING_INTERVAL;
  const flush = flushWindowFor(people) / 1_000 + people * WRITING;
  return plus(basis(scene), {
    ...sum([MESSAGE, messages], [OWN_HEARTBEAT, heartbeats]),
    awake: messages * (HANDLING + flush),
  });
}

/**
 * As it is usually done on a Durable Object: the server pings everybody every 25 seconds from a timer or an alarm, each
 * answer wakes it, and a message costs two rows (itself and an index, or a sequence).
 */
export function asUsual(scene: Scene): Usage {
  const { people, messages, lasts } = scene;
  const pongs = (people * lasts) / PING_INTERVAL;
  const beats = people === 0 ? 0 : lasts / PING_INTERVAL;
  const said = sum([{ ...MESSAGE, rowsWritten: 2 }, messages]);
  return plus(basis(scene), {
    ...said,
    requests: said.requests + beats,
    messages: said.messages + pongs,
    rowsWritten: said.rowsWritten + beats,
    awake: messages * (HANDLING + people * WRITING) + pongs * HANDLING + beats * people * WRITING,
  });
}

/** As it is done without hibernation: the object is awake as long as anybody is connected. */
export function alwaysAwake(scene: Scene): Usage {
  return { ...asUsual(scene), awake: scene.lasts };
}

function sum(...deps: Array<[count: Count, times: number]>): Omit<Usage, "awake"> {
  const total = { requests: 0, messages: 0, rowsRead: 0, rowsWritten: 0 };
  for (const [count, times] of deps) {
    total.requests += count.requests * times;
    total.messages += count.messages * times;
    total.rowsRead += count.rowsRead * times;
    total.rowsWritten += count.rowsWritten * times;
  }
  return total;
}

const plus = (a: Usage, b: Usage): Usage => ({
  requests: a.requests + b.requests,
  messages: a.messages + b.messages,
  rowsRead: a.rowsRead + b.rowsRead,
  rowsWritten: a.rowsWritten + b.rowsWritten,
  awake: a.awake + b.awake,
});
