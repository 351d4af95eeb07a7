/** Stock clients and a Socket.IO server that workerd evicts when it is idle, over real sockets. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collect, connectClient, once } from "../support/clients.ts";
import { activity, selectObject } from "../support/fixtures/control.ts";
import { type RunningServer, startServer } from "../support/server.ts";

/** Longer than workerd keeps an idle object in memory. */
const IDLE = 13_000;

const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let server: RunningServer;

beforeAll(async () => {
  server = await startServer({ worker: "socketio" });
});
afterAll(() => server.stop());

/**
 * Leaves the object alone until workerd has evicted it, so that `wake` constructs it again. On a busy machine that takes longer, and both
 * functions are called again.
 *
 * @param prepare what is done before the pause. Its result is passed to `wake`
 */
async function sleep<Prepared>(
  prepare: () => Prepared | Promise<Prepared>,
  wake: (prepared: Prepared) => Promise<unknown>,
): Promise<void> {
  for (let idle = IDLE; ; idle += IDLE) {
    const prepared = await prepare();
    const { constructions } = await activity(server.url);
    await pass(idle);
    await wake(prepared);
    if ((await activity(server.url)).constructions > constructions) return;
  }
}

describe("an idle object", () => {
  test("is evicted by the runtime, and its sockets work as before", async () => {
    await selectObject(server.url, "STANDARD", "idle");
    const alice = await connectClient(server.url, { auth: { name: "alice", rooms: ["lounge"] } });
    const bob = await connectClient(server.url, { auth: { name: "bob" } });
    await alice.emitWithAck("set data", { mood: "fine" });
    const before: unknown = await alice.emitWithAck("describe");
    const { id } = alice;
    const seen = collect(alice);

    let described: unknown;
    expect((await activity(server.url)).constructions).toBe(1);
    const forget = () => seen.events.splice(0);
    await sleep(forget, async () => {
      alice.emit("repeat", 1);
      alice.emit("repeat", 2);
      described = await alice.emitWithAck("describe");
      await bob.emitWithAck("server", [
        ["to", "lounge"],
        ["emit", "hello", "from bob"],
      ]);
      await seen.until(3);
    });

    expect(described).toEqual(before);
    expect(alice.id).toBe(id);
    expect(seen.events).toEqual([
      ["repeated", 1],
      ["repeated", 2],
      ["hello", "from bob"],
    ]);
    expect((await activity(server.url)).constructions).toBe(2);
  });

  test("is not woken by the pings of a client, but by its first event", async () => {
    await selectObject(server.url, "STANDARD", "heartbeats");
    const page = await connectClient(server.url, { query: { heartbeat: "client" } });
    await page.emitWithAck("sync");
    const { constructions, writes } = await activity(server.url);

    for (let beat = 0; beat < 10; beat += 1) {
      await pass(3_000);
      const answer = once(page.io.engine, "packet");
      page.io.engine.transport.send([{ type: "ping" }]);
      expect(await answer).toMatchObject([{ type: "pong" }]);
    }
    expect((await activity(server.url)).constructions).toBe(constructions);
    expect(await page.emitWithAck("echo", "awake")).toBe("awake");
    expect(await activity(server.url)).toEqual({ constructions: constructions + 1, writes });
  });

  test("is woken by a socket that leaves", async () => {
    await selectObject(server.url, "STANDARD", "leaving");
    const watcher = await connectClient(server.url, { auth: { name: "watcher", observe: true } });
    const seen = collect(watcher, "saw");
    let id: string | undefined;
    const enter = async () => {
      seen.events.splice(0);
      const alice = await connectClient(server.url, { auth: { name: "alice", rooms: ["lounge"] } });
      await alice.emitWithAck("sync");
      ({ id } = alice);
      return alice;
    };
    await sleep(enter, async (alice) => {
      alice.io.engine.close();
      await seen.until(2);
      await watcher.emitWithAck("sync");
    });

    expect(seen.events).toEqual([
      [
        "saw",
        "disconnecting",
        "/",
        "alice",
        "transport close",
        { unordered: expect.arrayContaining([id, "lounge"]) },
      ],
      ["saw", "disconnect", "/", "alice", "transport close", expect.any(Boolean), { unordered: [] }],
    ]);
    expect((await activity(server.url)).constructions).toBe(2);
  });
});
