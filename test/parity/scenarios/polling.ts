/** Engine.IO over HTTP long-polling, without a client library: payloads, errors and heartbeats. */

import { PollingSession } from "../clients/polling-session.ts";
import { MAX_JOINS, watch, watchEnds } from "../clients/watcher.ts";
import type { Harness, RawResponse } from "../harness.ts";
import { raw } from "../scenario.ts";

/** Polls until the session has ended, and records the answer to that. */
async function recordEnd(harness: Harness, session: PollingSession): Promise<void> {
  let answer = await session.poll();
  while (answer.status === 200) answer = await session.poll();
  harness.recorder.add("end", answer.status, answer.body);
}

export const polling = raw([
  {
    name: "a session joins, emits, and gets its packets in one payload",
    run: async (harness) => {
      const alice = await PollingSession.join(harness, "alice");
      await alice.post('42["repeat",1]\x1e42["repeat","two"]\x1e42["repeat",{"three":3}]');
      await alice.poll();
      await alice.post('420["echo","✓🚀",null]');
      await alice.poll();
    },
  },
  {
    name: "a poll waits for a packet",
    run: async (harness) => {
      const alice = await PollingSession.join(harness, "alice");
      const poll = alice.pollMeanwhile();
      await alice.post('42["repeat","while polling"]');
      await poll;
    },
  },
  {
    name: "binary data is sent as base64 in both directions",
    run: async (harness) => {
      const alice = await PollingSession.join(harness, "alice");
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
      const alice = await PollingSession.join(harness, "alice");
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
      const alice = await PollingSession.join(harness, "alice");
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
      const alice = await PollingSession.join(harness, "alice");
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
      const alice = await PollingSession.join(harness, "alice");
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
      const alice = await PollingSession.join(harness, "alice");
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
      const alice = await PollingSession.join(harness, "alice");
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
      const alice = await PollingSession.join(harness, "alice");
      await alice.post("41");
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.post('40{"name":"alice again"}');
      await alice.pollFor("welcome");
    },
  },
  {
    name: "heartbeats continue while they are answered",
    server: "FAST_HEARTBEAT",
    run: async (harness) => {
      // On a busy machine it gets heartbeats before its welcome.
      harness.recorder.ignore("alice");
      const alice = await PollingSession.open(harness, "alice");
      await alice.post('40{"name":"alice"}');
      for (let body = ""; !body.includes("welcome"); ) {
        ({ body } = await alice.poll());
        if (body.split("\x1e").includes("2")) await alice.post("3");
      }
      const record = async (answer: Promise<RawResponse>) => {
        const { status, body } = await answer;
        harness.recorder.add("heartbeats", status, body);
      };
      for (let ping = 0; ping < 3; ping += 1) {
        await record(alice.poll());
        await record(alice.post("3"));
      }
    },
  },
  {
    name: "a session that does not answer heartbeats ends",
    server: "SHORT_PING_TIMEOUT",
    run: async (harness) => {
      const watcher = await watchEnds(harness);
      harness.recorder.ignore("alice");
      /** A session that has joined with a name, unless it ended before, as it may on a busy machine. */
      const join = async (name: string): Promise<PollingSession | undefined> => {
        const session = await PollingSession.open(harness, "alice");
        let { status, body } = await session.post(`40${JSON.stringify({ name })}`);
        while (status === 200 && !body.includes("welcome")) ({ status, body } = await session.poll());
        return status === 200 ? session : undefined;
      };
      let number = 1;
      let alice = await join("alice 1");
      while (alice === undefined) {
        if (++number > MAX_JOINS) throw new Error("no session joins before it ends");
        alice = await join(`alice ${number}`);
      }
      await watcher.untilGone(`alice ${number}`);
      await recordEnd(harness, alice);
    },
  },
  {
    name: "a session that joins no namespace in time ends",
    server: "SHORT_CONNECT_TIMEOUT",
    run: async (harness) => {
      harness.recorder.ignore("alice");
      await recordEnd(harness, await PollingSession.open(harness, "alice"));
    },
  },
]);
