/** The warning of an object that something keeps awake, though its clients are idle. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { join, type Opened, open } from "../support/fixtures/theatre.ts";

type Acknowledge = (...args: unknown[]) => void;

/** A little less than the time from the answer to a ping until the alarm that looks who answered. */
const IDLE = 19_900;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const intervals: Array<ReturnType<typeof setInterval>> = [];

/** A server, with a plugin that does something every minute. */
const server = () =>
  open((io) => {
    intervals.push(setInterval(() => {}, 60_000));
    io.on("connection", (socket) => {
      socket.on("look", (answer: Acknowledge) => answer());
    });
  });

const stopIntervals = (object: Opened) => object.inside(() => intervals.splice(0).forEach(clearInterval));

/** Lets `count` idle times pass, each ended by an event of a client, and tells what was warned of. */
async function idle(object: Opened, count: number, meanwhile = async () => {}, length = IDLE) {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const client = await join(object, {}, "&heartbeat=client");
  for (let time = 0; time < count; time += 1) {
    await meanwhile();
    vi.setSystemTime(Date.now() + length);
    await client.ask("look");
  }
  await stopIntervals(object);
  return warn.mock.calls.map(([text]) => String(text));
}

describe("an object that is kept awake", () => {
  test("by an interval says so once, and what to look for", async () => {
    expect(await idle(server(), 12)).toEqual([expect.stringMatching(/keeps .* awake.*setInterval/)]);
  });

  test("by a client that polls says nothing", async () => {
    const object = server();
    await (await object.stub.fetch("http://x/socket.io/?EIO=4&transport=polling&heartbeat=client")).text();
    expect(await idle(object, 12)).toEqual([]);
    await object.inside(({ io }) => void io.engine.close());
  });

  test("by its clients says nothing", async () => {
    expect(await idle(server(), 12, undefined, 5_000)).toEqual([]);
  });

  test("now and then says nothing", async () => {
    const object = server();
    const sleep = async () => {
      await stopIntervals(object);
      await object.sleep();
    };
    expect(await idle(object, 8, sleep)).toEqual([]);
  });
});
