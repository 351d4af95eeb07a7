/** Intended differences between Socket.IO in a Durable Object and on Node: what each does, and why. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { Harness } from "./harness.ts";
import { type ScenarioServer, startStock, startWorkerd, type Workerd } from "./servers.ts";
import type { Line } from "./transcript.ts";

let workerd: Workerd;

beforeAll(async () => {
  workerd = await startWorkerd();
});
afterAll(() => workerd.stop());

/** What a client called "alice" sees of each server. */
async function compare(
  run: (harness: Harness, server: ScenarioServer) => Promise<void>,
): Promise<{ node: Line[]; durable: Line[] }> {
  const lines: Line[][] = [];
  for (const server of [await startStock("STANDARD"), await workerd.start("STANDARD", false)]) {
    const harness = new Harness(server, "raw", "STANDARD");
    try {
      await run(harness, server);
      lines.push((await harness.finish()).alice ?? []);
    } finally {
      harness.closeClients();
      await server.close();
    }
  }
  return { node: lines[0] ?? [], durable: lines[1] ?? [] };
}

/** Opens a polling session of "alice" that has joined the main namespace. */
async function join(harness: Harness): Promise<string> {
  const sid = await harness.handshake("alice");
  const query = `?EIO=4&transport=polling&sid=${sid}`;
  await harness.http("alice", query, { method: "POST", body: "40" });
  for (let body = ""; !body.includes("welcome"); ) ({ body } = await harness.http("alice", query));
  return query;
}

const statusAndBody = (line: Line | undefined) => [line?.[1], line?.[3]];

describe("intended differences", () => {
  test("a client's ping gets a pong, so that clients can keep a heartbeat without waking the object", async () => {
    const { node, durable } = await compare(async (harness) => {
      const alice = await harness.websocket("alice", "?EIO=4&transport=websocket");
      await alice.nextFrame();
      await alice.send("40");
      await alice.nextFrame();
      await alice.nextFrame();
      await alice.send("2");
      await Promise.race([alice.nextFrame(), alice.waitForClose()]);
    });
    expect(node.at(-1)).toEqual(["close"]);
    expect(durable.at(-1)).toEqual(["frame", "3"]);
  });

  test("an old protocol version over WebSocket is rejected by a status, not in an accepted WebSocket", async () => {
    const { node, durable } = await compare(async (harness) => {
      const alice = await harness.websocket("alice", "?EIO=3&transport=websocket");
      await Promise.race([alice.waitForClose(), alice.waitForRejection()]);
    });
    expect(node[0]?.[0]).toBe("101");
    expect(durable).toEqual([["rejected", 400, expect.any(String), "Unsupported protocol version"]]);
  });

  test("a pending poll gets an error when its session is upgraded, because it may have been sent after it", async () => {
    // During a probe both servers answer polls every 100 ms: stock Socket.IO does not here, and the last poll counts.
    vi.useFakeTimers({ toFake: ["setInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    const { node, durable } = await compare(async (harness) => {
      const query = await join(harness);
      const socket = await harness.websocket("socket", query.replace("polling", "websocket"));
      await new Promise((resolve) => socket.socket.once("open", resolve));
      await socket.send("2probe");
      await socket.nextFrame();
      const polls = (async () => {
        while ((await harness.http("alice", query)).body === "6");
      })();
      // A request after the poll, so that the upgrade comes after both.
      await harness.http("other", query, { method: "POST", body: '42["no listener"]' });
      await socket.send("5");
      await polls;
    });
    expect(statusAndBody(node.at(-1))).toEqual([200, "1"]);
    expect(statusAndBody(durable.at(-1))).toEqual([400, '{"code":3,"message":"Bad request"}']);
  });

  test("an aborted poll is detected at the next request, because workerd does not report the abort", async () => {
    const { node, durable } = await compare(async (harness, server) => {
      const watcher = await harness.connect("watcher", {
        transports: ["websocket"],
        auth: { observe: true },
      });
      const query = await join(harness);
      const abort = new AbortController();
      const poll = fetch(`${server.url}${server.path}${query}`, { signal: abort.signal });
      await harness.http("other", query, { method: "POST", body: '42["no listener"]' });
      abort.abort();
      await poll.catch(() => {});
      await harness.http("alice", query);
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await harness.http("alice", query);
    });
    const gone = [400, '{"code":1,"message":"Session ID unknown"}'];
    expect(statusAndBody(node.at(-1))).toEqual(gone);
    expect(statusAndBody(durable.at(-2))).toEqual([400, ""]);
    expect(statusAndBody(durable.at(-1))).toEqual(gone);
  });
});
