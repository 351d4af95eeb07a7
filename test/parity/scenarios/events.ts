/** Events, acknowledgements, binary data, catch-all listeners and a socket's own data. */
import type { Scenario } from "../scenario.ts";

const bytes = (...values: number[]) => Buffer.from(values);

export const events: Scenario[] = [
  {
    name: "events carry every kind of JSON in both directions",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      await alice.emit("repeat", null, true, false, 0, -1.5, 1e300, "", 'text ✓ 🚀 \u2028 \\ "', [], {}, [
        [1, ["two", { three: [null] }]],
      ]);
      await alice.waitFor("repeated");
      await alice.emit("repeat");
      await alice.waitFor("repeated");
      await alice.emitWithAck("echo", { a: { b: { c: [1, 2, { d: "e" }] } } }, undefined, "after undefined");
      await alice.emitWithAck("echo", new Date(0), Number.NaN, { toJSON: () => "made by toJSON" });
    },
  },
  {
    name: "an event may have any name that is not reserved",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      await alice.callServer("socket", ["emit", "", "an empty name"]);
      await alice.callServer("socket", ["emit", 'name with "quotes" and, commas', 1]);
      await alice.callServer("socket", ["emit", "message", 1]);
      await alice.callServer("socket", ["emit", "connect_error", "reserved"]);
      await alice.callServer("socket", ["emit", "disconnecting", "reserved"]);
      await alice.emit("an event without a listener", 1, 2);
      await alice.emitWithAck("echo", "still here");
    },
  },
  {
    name: "binary data works in both directions, nested and with several attachments",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      await alice.emit("repeat", bytes(1, 2, 3));
      await alice.waitFor("repeated");
      await alice.emit("repeat", { deep: [{ file: bytes(0, 255), name: "a" }, bytes()] }, "text", bytes(7));
      await alice.waitFor("repeated");
      await alice.emitWithAck("echo", { attachment: bytes(9, 8), list: [bytes(1), bytes(2), bytes(3)] }, 4);
      await alice.emitWithAck("echo", new Uint8Array([5, 6, 7]).subarray(1), new Uint8Array([1, 2]).buffer);
      await alice.emitWithAck("echo", Buffer.alloc(70_000, 171));
    },
  },
  {
    name: "text and binary events keep their order",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      await harness.idle();
      for (let number = 0; number < 20; number += 1)
        alice.socket.emit("repeat", number, number % 3 === 0 ? bytes(number, number) : "text");
      for (let number = 0; number < 20; number += 1) await alice.waitFor("repeated");
    },
  },
  {
    name: "a long text arrives completely",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      await alice.emitWithAck("echo", "ü🚀".repeat(20_000));
    },
  },
  {
    name: "the client's acknowledgements: with values, in any order, and only the first of two",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      await harness.idle();
      await Promise.all([1, 2, 3].map((number) => alice.emitWithAckNow("echo", number, { number })));
      await alice.emitWithAck("twice", "value");
      await alice.emitWithAck("echo");
      await harness.idle();
      harness.recorder.add("alice", "emitWithAck", await alice.socket.emitWithAck("echo", "one", "two"));
    },
  },
  {
    name: "a client's acknowledgement times out if the event has no listener",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      await harness.idle();
      const error: unknown = await alice.socket
        .timeout(100)
        .emitWithAck("no listener")
        .catch((reason: unknown) => reason);
      harness.recorder.add("alice", "timeout", String(error));
      await alice.emitWithAck("echo", "still here");
    },
  },
  {
    name: "the server's acknowledgements: with values, binary ones too, and with a timeout that fires",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      await alice.callServer("socket", ["timeout", 30_000], ["emitWithAck", "question", 1, { two: 3 }]);
      await alice.callServer("socket", ["emitWithAck", "question", bytes(1, 2), { file: bytes(3) }]);
      await alice.callServer("socket", ["timeout", 50], ["emitWithAck", "silent", 1]);
      await alice.callServer("socket", ["timeout", 30_000], ["emitWithAck", "question", "again"]);
    },
  },
  {
    name: "a late acknowledgement is ignored",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      let late: ((...args: unknown[]) => void) | undefined;
      alice.socket.on("silent", (_value: unknown, acknowledge: (...args: unknown[]) => void) => {
        late = acknowledge;
      });
      await alice.callServer("socket", ["timeout", 50], ["emitWithAck", "silent", 1]);
      const answer = alice.callServer("socket", ["timeout", 300], ["emitWithAck", "silent", 2]);
      late?.("for the first question");
      await answer;
      await alice.emitWithAck("echo", "still here");
    },
    awake: "a pending acknowledgement keeps the object awake",
  },
  {
    name: "the server gets an acknowledgement from every receiver",
    run: async (harness) => {
      const alice = await harness.connect("alice", { auth: { rooms: ["lounge"] } });
      await harness.connect("bob", { auth: { rooms: ["lounge"] } });
      await harness.connect("carol");
      await alice.callServer("server", ["timeout", 30_000], ["emitWithAck", "question", 1]);
      await alice.callServer("server", ["to", "lounge"], ["timeout", 30_000], ["emitWithAck", "question", 2]);
      await alice.callServer("socket", ["broadcast"], ["timeout", 30_000], ["emitWithAck", "question", 3]);
      await alice.callServer(
        "server",
        ["to", "lounge"],
        ["timeout", 30_000],
        ["emitWithAck", "question", bytes(1, 2)],
      );
      await alice.callServer("server", ["to", "nobody"], ["timeout", 30_000], ["emitWithAck", "question", 4]);
    },
  },
  {
    name: "a broadcast with acknowledgements times out with those that came",
    run: async (harness) => {
      for (const name of ["alice", "bob"]) harness.recorder.ignore(name);
      const alice = await harness.connect("alice");
      await harness.connect("bob");
      const ask = async (timeout: number, event: string) => {
        const [answer] = await alice.callServer(
          "server",
          ["timeout", timeout],
          ["emitWithAck", event, "not bob"],
        );
        return answer as { responses: unknown[] };
      };
      // On a busy machine it takes some time until Alice's answer comes.
      let answer = await ask(500, "question");
      for (let timeout = 1_000; answer.responses.length === 0; timeout *= 2)
        answer = await ask(timeout, "question");
      harness.recorder.add("answers", answer, await ask(50, "silent"));
    },
  },
  {
    name: "a socket's middleware rejects one event and changes another",
    run: async (harness) => {
      const alice = await harness.connect("alice", { namespace: "/filtered" });
      await alice.emit("forbidden", 1);
      await alice.waitFor("your error");
      await alice.emit("repeat", 1);
      await alice.waitFor("repeated");
      await alice.emitWithAck("echo", "still here");
    },
  },
  {
    name: "catch-all listeners run for incoming and outgoing events in order",
    run: async (harness) => {
      const alice = await harness.connect("alice", { namespace: "/watched" });
      await alice.emit("repeat", 1, 2);
      await alice.waitFor("repeated");
      await alice.emit("an event without a listener");
      await alice.callServer("namespace", ["emit", "broadcast"]);
      await alice.emitWithAck("describe");
    },
  },
  {
    name: "values in socket.data stay, nested and replaced",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      await alice.emitWithAck("set data", { text: "✓", nested: { list: [1, { two: 2 }] }, nothing: null });
      await alice.emitWithAck("push data", "one");
      await alice.emitWithAck("push data", { two: 2 });
      await alice.emitWithAck("describe");
      await alice.emitWithAck("replace data", { fresh: true });
      await alice.emitWithAck("set data", { more: [1] });
      await alice.emitWithAck("describe");
    },
  },
];

/** Scenarios with a custom parser. */
export const msgpackEvents: Scenario[] = [
  {
    name: "a custom parser carries events, binary data and acknowledgements in both directions",
    server: "MSGPACK",
    run: async (harness) => {
      const alice = await harness.connect("alice", { auth: { rooms: ["lounge"] } });
      const bob = await harness.connect("bob");
      await alice.emit("repeat", null, true, -1.5, "text ✓", [1, [2]], { three: { four: 5 } });
      await alice.waitFor("repeated");
      await alice.emitWithAck("echo", bytes(1, 2, 3), { deep: [bytes(4)] });
      await alice.callServer("socket", ["timeout", 30_000], ["emitWithAck", "question", bytes(5), "six"]);
      await bob.callServer("socket", ["to", "lounge"], ["emit", "hello", { from: "bob" }, bytes(7, 8)]);
      await alice.waitFor("hello");
      await alice.callServer("server", ["timeout", 30_000], ["emitWithAck", "question", 1]);
      await alice.emitWithAck("describe");
    },
  },
  {
    name: "a custom parser carries namespaces and their errors",
    server: "MSGPACK",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      const other = await harness.join(alice, "alice in other", "/other");
      await other.waitFor("welcome");
      const rejected = await harness.join(alice, "alice in guarded", "/guarded");
      await rejected.waitFor("connect_error");
      const nowhere = await harness.join(alice, "alice nowhere", "/nowhere");
      await nowhere.waitFor("connect_error");
      await other.emitWithAck("echo", bytes(1));
      await other.emit("socket", [["disconnect"]]);
      await other.waitFor("disconnect");
      await alice.emitWithAck("echo", "still here");
    },
  },
];
