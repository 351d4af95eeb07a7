/** Engine.IO over HTTP long-polling, without a client library: payloads, errors, heartbeats and the upgrade. */

import type { Harness, RawResponse } from "../harness.ts";
import { raw } from "../scenario.ts";

/** A polling session. */
class Session {
  constructor(
    private readonly harness: Harness,
    readonly client: string,
    readonly sid: string,
  ) {}

  static async open(harness: Harness, client: string): Promise<Session> {
    return new Session(harness, client, await harness.handshake(client));
  }

  /** Opens a session that has joined the main namespace, and has got its welcome. */
  static async join(harness: Harness, client: string, auth: object = {}): Promise<Session> {
    const session = await Session.open(harness, client);
    await session.post(`40${JSON.stringify({ name: client, ...auth })}`);
    await session.pollFor("welcome");
    return session;
  }

  query(transport = "polling"): string {
    return `?EIO=4&transport=${transport}&sid=${this.sid}`;
  }

  poll(): Promise<RawResponse> {
    return this.harness.http(this.client, this.query());
  }

  /** Polls until `text` comes. */
  async pollFor(text: string): Promise<void> {
    for (let body = ""; !body.includes(text); ) {
      const response = await this.poll();
      if (response.status !== 200) throw new Error(`${this.client} was rejected: ${response.body}`);
      body = response.body;
    }
  }

  /** A poll that is pending during other requests. It has a transcript of its own. */
  pollMeanwhile(): Promise<RawResponse> {
    return this.harness.http(`${this.client}'s poll`, this.query());
  }

  post(body: string | Uint8Array, headers: Record<string, string> = {}): Promise<RawResponse> {
    return this.harness.http(this.client, this.query(), { method: "POST", body, headers });
  }
}

/** A stock client in the room "observers". */
const watch = (harness: Harness) =>
  harness.connect("watcher", { transports: ["websocket"], auth: { observe: true } });

export const polling = raw([
  {
    name: "a session joins, emits, and gets its packets in one payload",
    run: async (harness) => {
      const alice = await Session.join(harness, "alice");
      await alice.post('42["repeat",1]\x1e42["repeat","two"]\x1e42["repeat",{"three":3}]');
      await alice.poll();
      await alice.post('420["echo","✓🚀",null]');
      await alice.poll();
    },
  },
  {
    name: "a poll waits for a packet",
    run: async (harness) => {
      const alice = await Session.join(harness, "alice");
      const poll = alice.pollMeanwhile();
      await alice.post('42["repeat","while polling"]');
      await poll;
    },
  },
  {
    name: "binary data is sent as base64 in both directions",
    run: async (harness) => {
      const alice = await Session.join(harness, "alice");
      await alice.post(
        '452-["repeat",{"_placeholder":true,"num":0},{"a":{"_placeholder":true,"num":1}}]\x1ebAQID\x1eb/w==',
      );
      await alice.poll();
      await alice.post('451-["repeat",{"_placeholder":true,"num":0}]');
      await alice.post("bBAUG");
      await alice.poll();
    },
  },
  {
    name: "two polls at once end the session",
    run: async (harness) => {
      const watcher = await watch(harness);
      const alice = await Session.join(harness, "alice");
      const first = alice.pollMeanwhile();
      // The first poll is sent before the second, so that it is known which arrives first.
      await alice.post('42["an event without a listener"]');
      const second = harness.http("alice's second poll", alice.query());
      await Promise.all([first, second]);
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.poll();
    },
  },
  {
    name: "a body with a binary content type is rejected and ends the session",
    run: async (harness) => {
      const watcher = await watch(harness);
      const alice = await Session.join(harness, "alice");
      await alice.post(Buffer.from([52, 0]), { "Content-Type": "application/octet-stream" });
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.poll();
    },
  },
  ...(
    [
      ["a packet without a type", "abc"],
      ["a packet of an unknown type", "9"],
      ["an empty body", ""],
      ["a message that is no Socket.IO packet", "4abc"],
      ["an event that is no array", '42"not an array"'],
      ["an event that is not JSON", "42[1,"],
      ["binary out of place", "bAQID"],
    ] as const
  ).map(([what, body]) => ({
    name: `${what} ends the session`,
    run: async (harness: Harness) => {
      const watcher = await watch(harness);
      const alice = await Session.join(harness, "alice");
      await alice.post(body);
      for (let status = 200; status === 200; ) ({ status } = await alice.poll());
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
    },
  })),
  {
    name: "a body over the limit is rejected, and the session continues",
    server: "SMALL_PAYLOAD",
    run: async (harness) => {
      const alice = await Session.join(harness, "alice");
      await alice.post(`42["repeat","${"x".repeat(1_000)}"]`);
      await alice.post(`42["repeat","${"ü".repeat(600)}"]`);
      const frame = `42["repeat","${"x".repeat(985)}"]`;
      await alice.post(frame);
      await alice.poll();
    },
  },
  {
    name: "a close packet ends the session, and answers a poll",
    run: async (harness) => {
      const watcher = await watch(harness);
      const alice = await Session.join(harness, "alice");
      const poll = alice.pollMeanwhile();
      await alice.post("1");
      await poll;
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.poll();
    },
  },
  {
    name: "the server ends a session, and the poll gets the close packet",
    run: async (harness) => {
      const watcher = await watch(harness);
      const alice = await Session.join(harness, "alice");
      await alice.post('42["socket",[["disconnect",true]]]');
      let seen = "";
      while (!seen.includes("1")) seen = (await alice.poll()).body.split("\x1e").includes("1") ? "1" : "";
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.poll();
    },
  },
  {
    name: "a client leaves its namespace, and its session continues",
    run: async (harness) => {
      const watcher = await watch(harness);
      const alice = await Session.join(harness, "alice");
      await alice.post("41");
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.post('40{"name":"alice again"}');
      await alice.pollFor("welcome");
    },
  },
  {
    name: "heartbeats continue while they are answered, and end the session when they are not",
    server: "FAST_HEARTBEAT",
    run: async (harness) => {
      const watcher = await watch(harness);
      const alice = await Session.join(harness, "alice");
      for (let ping = 0; ping < 3; ping += 1) {
        await alice.poll();
        await alice.post("3");
      }
      await alice.poll();
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.poll();
    },
  },
  {
    name: "a session that joins no namespace in time ends",
    server: "SHORT_TIMEOUTS",
    run: async (harness) => {
      const alice = await Session.open(harness, "alice");
      for (let status = 200; status === 200; ) ({ status } = await alice.poll());
    },
  },
  {
    name: "an upgrade sends the probe and a noop, and then queued packets over the WebSocket",
    run: async (harness) => {
      const alice = await Session.join(harness, "alice");
      const socket = await harness.websocket("alice's WebSocket", alice.query("websocket"));
      await new Promise((resolve) => socket.socket.once("open", resolve));
      const poll = alice.pollMeanwhile();
      await socket.send("2probe");
      await socket.nextFrame();
      await poll;
      await alice.post('42["repeat","queued during the upgrade"]\x1e42["repeat","and another"]');
      await socket.send("5");
      await socket.nextFrame();
      await socket.nextFrame();
      await socket.send('42["repeat","over the WebSocket"]', '420["describe"]');
      await socket.nextFrame();
      await socket.nextFrame();
    },
  },
  {
    name: "after an upgrade polling is rejected",
    run: async (harness) => {
      const alice = await Session.join(harness, "alice");
      const socket = await harness.websocket("alice's WebSocket", alice.query("websocket"));
      await new Promise((resolve) => socket.socket.once("open", resolve));
      await socket.send("2probe");
      await socket.nextFrame();
      await socket.send("5", '420["sync"]');
      await socket.nextFrame();
      await alice.poll();
      await alice.post('42["repeat","by polling"]');
      await socket.send('420["echo","still here"]');
      await socket.nextFrame();
    },
  },
  {
    name: "a second WebSocket for a session is closed",
    run: async (harness) => {
      const alice = await Session.join(harness, "alice");
      const first = await harness.websocket("first", alice.query("websocket"));
      await new Promise((resolve) => first.socket.once("open", resolve));
      await first.send("2probe");
      await first.nextFrame();
      const second = await harness.websocket("second", alice.query("websocket"));
      await second.waitForClose();
      await first.send("5", '420["sync"]');
      await first.nextFrame();
      const third = await harness.websocket("third", alice.query("websocket"));
      await third.waitForClose();
      await first.send('420["echo","still here"]');
      await first.nextFrame();
    },
  },
  {
    name: "a probe that does not finish is closed, and polling continues",
    server: "SHORT_TIMEOUTS",
    run: async (harness) => {
      const alice = await Session.join(harness, "alice");
      const socket = await harness.websocket("alice's WebSocket", alice.query("websocket"));
      await new Promise((resolve) => socket.socket.once("open", resolve));
      await socket.send("2probe");
      await socket.nextFrame();
      await socket.waitForClose();
      await alice.post('420["echo","still here"]');
      await alice.pollFor("still here");
    },
  },
  {
    name: "a WebSocket that sends no probe is closed, and polling continues",
    run: async (harness) => {
      const alice = await Session.join(harness, "alice");
      const socket = await harness.websocket("alice's WebSocket", alice.query("websocket"));
      await new Promise((resolve) => socket.socket.once("open", resolve));
      await socket.send('42["repeat","without a probe"]');
      await socket.waitForClose();
      await alice.post('420["echo","still here"]');
      await alice.poll();
    },
  },
  {
    name: "a WebSocket that closes during the probe does not affect polling",
    run: async (harness) => {
      const alice = await Session.join(harness, "alice");
      const socket = await harness.websocket("alice's WebSocket", alice.query("websocket"));
      await new Promise((resolve) => socket.socket.once("open", resolve));
      await socket.send("2probe");
      await socket.nextFrame();
      socket.socket.close();
      await socket.waitForClose();
      await alice.post('420["echo","still here"]');
      await alice.pollFor("still here");
    },
  },
]);
