/** Three rooms, each as this project does it and as it is usually done. */
import { windowFor } from "../../src/room/flush-window.ts";
import { type Count, JOIN, MESSAGE, OWN_HEARTBEAT } from "./counts.ts";
import type { Usage } from "./prices.ts";

/** A room and what happens in it. */
export interface Scene {
  name: string;
  people: number;
  /** Messages said, evenly over the time. */
  messages: number;
  /** In seconds. */
  lasts: number;
}

export const SCENES: readonly Scene[] = [
  { name: "an idle room of 1,000 people, a day", people: 1_000, messages: 0, lasts: 86_400 },
  { name: "50 people write 10,000 messages in a working day", people: 50, messages: 10_000, lasts: 28_800 },
  { name: "4,000 people, 1,000 messages in an hour", people: 4_000, messages: 1_000, lasts: 3_600 },
];

/** Seconds of being awake for one event that concerns one socket, taken high. */
const HANDLING = 0.001;

/** Seconds of being awake to write one frame to one socket (design figure: 26 to 35 microseconds). */
const WRITING = 0.000_035;

/** How often a server that pings does so, in seconds: Socket.IO's default. */
const PING_INTERVAL = 25;

/** As this project does it. */
export function asHere({ people, messages, lasts }: Scene): Usage {
  const heartbeats = (people * lasts) / PING_INTERVAL;
  const flush = windowFor(people) / 1_000 + people * WRITING;
  return {
    ...sum([JOIN, people], [MESSAGE, messages], [OWN_HEARTBEAT, heartbeats]),
    awake: people * HANDLING + messages * (HANDLING + flush),
  };
}

/**
 * As it is usually done on a Durable Object: the server pings everybody every 25 seconds from a timer or an alarm, each
 * answer wakes it, and a message costs two rows (itself and an index, or a sequence).
 */
export function asUsual({ people, messages, lasts }: Scene): Usage {
  const pongs = (people * lasts) / PING_INTERVAL;
  const beats = people === 0 ? 0 : lasts / PING_INTERVAL;
  const usage = sum([JOIN, people], [{ ...MESSAGE, rowsWritten: 2 }, messages]);
  return {
    ...usage,
    requests: usage.requests + beats,
    messages: usage.messages + pongs,
    rowsWritten: usage.rowsWritten + beats,
    awake:
      people * HANDLING +
      messages * (HANDLING + people * WRITING) +
      pongs * HANDLING +
      beats * people * WRITING,
  };
}

/** As it is done without hibernation: the object is awake as long as anybody is connected. */
export function alwaysAwake(scene: Scene): Usage {
  return { ...asUsual(scene), awake: scene.lasts };
}

function sum(...parts: Array<[count: Count, times: number]>): Omit<Usage, "awake"> {
  const total = { requests: 0, messages: 0, rowsRead: 0, rowsWritten: 0 };
  for (const [count, times] of parts) {
    total.requests += count.requests * times;
    total.messages += count.messages * times;
    total.rowsRead += count.rowsRead * times;
    total.rowsWritten += count.rowsWritten * times;
  }
  return total;
}
