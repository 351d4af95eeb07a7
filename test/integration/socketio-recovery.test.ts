/** Connection state recovery after the server's process was killed. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collect, connectClient, connected, once } from "../support/clients.ts";
import { selectObject } from "../support/fixtures/control.ts";
import { type RunningServer, startServer } from "../support/server.ts";

let server: RunningServer;

beforeAll(async () => {
  server = await startServer({ worker: "socketio" });
});
afterAll(() => server.stop());

/** Kills the server's process, and starts it again. */
async function restart(object: string): Promise<void> {
  await server.kill();
  await server.restart();
  await selectObject(server.url, "RECOVERY", object);
}

describe.each(["websocket", "polling"] as const)("over %s", (transport) => {
  const object = `recovery over ${transport}`;

  test("a client that reconnects gets missed packets in order, with its id, rooms and data", async () => {
    await selectObject(server.url, "RECOVERY", object);
    const options = { transports: [transport], auth: { name: "alice", rooms: ["lounge"] } };
    const alice = await connectClient(server.url, options);
    const bob = await connectClient(server.url, { transports: [transport], auth: { name: "bob" } });
    await alice.emitWithAck("set data", { mood: "fine" });
    const { id } = alice;
    const seen = collect(alice, "hello");

    for (const round of [1, 2]) {
      const first = 10 * round;
      await bob.emitWithAck("server", [
        ["to", "lounge"],
        ["emit", "hello", first],
      ]);
      await seen.until(3 * round - 2);
      const gone = once(alice, "disconnect");
      alice.io.engine.close();
      await gone;
      for (const number of [first + 1, first + 2])
        await bob.emitWithAck("server", [
          ["to", "lounge"],
          ["emit", "hello", number],
        ]);
      await bob.emitWithAck("server", [
        ["except", "lounge"],
        ["emit", "hello", "not for alice"],
      ]);

      const bobGone = once(bob, "disconnect");
      await restart(object);
      await bobGone;
      alice.connect();
      await connected(alice);
      expect(alice.recovered).toBe(true);
      expect(alice.id).toBe(id);
      await seen.until(3 * round);
      bob.connect();
      await connected(bob);
      const described = (await alice.emitWithAck("describe")) as {
        rooms: { unordered: string[] };
        data: object;
      };
      expect(described.rooms.unordered.toSorted()).toEqual([id, "lounge"].toSorted());
      expect(described.data).toMatchObject({ name: "alice", mood: "fine" });
    }
    expect(seen.events.map(([, number]) => number)).toEqual([10, 11, 12, 20, 21, 22]);
  });
});
