import { describe, expect, it } from "vitest";
import type { UpBatch, UpMessage } from "../../../src/room/relay/messages.ts";
import { RelayUplink } from "../../../src/room/relay/relay-uplink.ts";

const client = { socketId: "s", address: "192.0.2.1", data: { id: "p", name: "P" } };
const event = (name: string): UpMessage => ({ type: "event", client, name, payload: "{}", answer: 1 });

/** An uplink whose timers run when the test says so, and whose room answers when the test says so. */
function openUplink(delay: number) {
  const batches: string[][] = [];
  const timers: { ms: number; task: () => void }[] = [];
  const calls: (() => void)[] = [];
  const uplink = new RelayUplink({
    clock: {
      after: (ms, task) => {
        timers.push({ ms, task });
        return () => undefined;
      },
    },
    delay: () => delay,
    head: async () => ({
      relay: 1,
      epoch: "e",
      connections: 1,
      received: { session: undefined, number: 0 },
    }),
    call: async ({ messages }: UpBatch) => {
      batches.push(messages.map((message) => (message.type === "event" ? message.name : message.type)));
      await new Promise<void>((resolve) => calls.push(resolve));
      return {} as never;
    },
    onAnswer: () => undefined,
    onFailed: () => undefined,
  });
  /** The room answers the batch that is on its way. */
  const answer = async (): Promise<void> => {
    calls.shift()?.();
    await settle();
  };
  return { uplink, batches, timers, answer };
}

/** Lets promises settle. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the uplink of a relay", () => {
  it("sends read receipts of a large relay together after a moment", async () => {
    const { uplink, batches, timers } = openUplink(1_000);
    for (let reader = 0; reader < 3; reader++) uplink.send(event("read"));
    await settle();
    expect(batches).toEqual([]);
    expect(timers.map(({ ms }) => ms)).toEqual([1_000]);
    timers[0]?.task();
    await settle();
    expect(batches).toEqual([["read", "read", "read"]]);
  });

  it("sends them with anything that does not wait, in the order in which they came", async () => {
    const { uplink, batches, timers, answer } = openUplink(1_000);
    uplink.send(event("read"));
    uplink.send(event("message:send"));
    await settle();
    expect(batches).toEqual([["read", "message:send"]]);
    uplink.send(event("read"));
    await answer();
    expect(batches).toHaveLength(1);
    uplink.send({ type: "leave", client, wasConnected: true });
    await settle();
    expect(batches[1]).toEqual(["read", "leave"]);
    // Nothing waits any more: the first receipt's timer sends nothing.
    await answer();
    timers[0]?.task();
    await settle();
    expect(batches).toHaveLength(2);
  });

  it("sends a read receipt of a small relay at once", async () => {
    const { uplink, batches, timers } = openUplink(0);
    uplink.send(event("read"));
    await settle();
    expect(batches).toEqual([["read"]]);
    expect(timers).toEqual([]);
  });

  it("sends what came meanwhile when a batch is answered", async () => {
    const { uplink, batches, answer } = openUplink(0);
    uplink.send(event("message:send"));
    await settle();
    uplink.send(event("typing"));
    uplink.send(event("typing"));
    await settle();
    expect(batches).toHaveLength(1);
    await answer();
    expect(batches).toEqual([["message:send"], ["typing", "typing"]]);
  });
});
