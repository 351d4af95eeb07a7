/** Events, acknowledgements, binary data, catch-all listeners and a socket's own data. */
import type { Scenario } from "../scenario.ts";

const bytes = (...values: number[]) => Buffer.from(values);

export const events: Scenario[] = [
  {
    name: "events carry every kind of JSON, both ways",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      await alice.emits("repeat", null, true, false, 0, -1.5, 1e300, "", 'text ✓ 🚀 \u2028 \\ "', [], {}, [
        [1, ["two", { three: [null] }]],
      ]);
      await alice.sees("repeated");
      await alice.emits("repeat");
      await alice.sees("repeated");
      await alice.asks("echo", { a: { b: { c: [1, 2, { d: "e" }] } } }, undefined, "after undefined");
      await alice.asks("echo", new Date(0), Number.NaN, { toJSON: () => "made by toJSON" });
    },
  },
  {
    name: "an event's name may be anything but reserved",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      await alice.calls("socket", ["emit", "", "an empty name"]);
      await alice.calls("socket", ["emit", 'name with "quotes" and, commas', 1]);
      await alice.calls("socket", ["emit", "message", 1]);
      await alice.calls("socket", ["emit", "connect_error", "reserved"]);
      await alice.calls("socket", ["emit", "disconnecting", "reserved"]);
      await alice.emits("an event that nobody listens to", 1, 2);
      await alice.asks("echo", "still here");
    },
  },
  {
    name: "binary data travels both ways, nested and in several pieces",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      await alice.emits("repeat", bytes(1, 2, 3));
      await alice.sees("repeated");
      await alice.emits("repeat", { deep: [{ file: bytes(0, 255), name: "a" }, bytes()] }, "text", bytes(7));
      await alice.sees("repeated");
      await alice.asks("echo", { attachment: bytes(9, 8), list: [bytes(1), bytes(2), bytes(3)] }, 4);
      await alice.asks("echo", new Uint8Array([5, 6, 7]).subarray(1), new Uint8Array([1, 2]).buffer);
      await alice.asks("echo", Buffer.alloc(70_000, 171));
    },
  },
  {
    name: "text and binary events keep their order",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      await stage.rest();
      for (let number = 0; number < 20; number += 1)
        alice.socket.emit("repeat", number, number % 3 === 0 ? bytes(number, number) : "text");
      for (let number = 0; number < 20; number += 1) await alice.sees("repeated");
    },
  },
  {
    name: "a long text arrives whole",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      await alice.asks("echo", "ü🚀".repeat(20_000));
    },
  },
  {
    name: "the client's acknowledgements: with values, in any order, and only the first of two",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      await stage.rest();
      await Promise.all([1, 2, 3].map((number) => alice.asksAtOnce("echo", number, { number })));
      await alice.asks("twice", "value");
      await alice.asks("echo");
      await stage.rest();
      stage.recorder.add("alice", "emitWithAck", await alice.socket.emitWithAck("echo", "one", "two"));
    },
  },
  {
    name: "a client's acknowledgement times out where nobody listens",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      await stage.rest();
      const error: unknown = await alice.socket
        .timeout(100)
        .emitWithAck("nobody listens")
        .catch((reason: unknown) => reason);
      stage.recorder.add("alice", "timeout", String(error));
      await alice.asks("echo", "still here");
    },
  },
  {
    name: "the server's acknowledgements: with values, binary ones too, and with a timeout that fires",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      await alice.calls("socket", ["timeout", 5_000], ["emitWithAck", "question", 1, { two: 3 }]);
      await alice.calls("socket", ["emitWithAck", "question", bytes(1, 2), { file: bytes(3) }]);
      await alice.calls("socket", ["timeout", 50], ["emitWithAck", "silent", 1]);
      await alice.calls("socket", ["timeout", 5_000], ["emitWithAck", "question", "again"]);
    },
  },
  {
    name: "an acknowledgement that comes too late reaches nobody",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      let late: ((...args: unknown[]) => void) | undefined;
      alice.socket.on("silent", (_value: unknown, acknowledge: (...args: unknown[]) => void) => {
        late = acknowledge;
      });
      await alice.calls("socket", ["timeout", 50], ["emitWithAck", "silent", 1]);
      const answer = alice.calls("socket", ["timeout", 300], ["emitWithAck", "silent", 2]);
      late?.("for the first question");
      await answer;
      await alice.asks("echo", "still here");
    },
    awake: "a question under way keeps the object awake",
  },
  {
    name: "everybody asked answers the server",
    play: async (stage) => {
      const alice = await stage.connect("alice", { auth: { rooms: ["lounge"] } });
      await stage.connect("bob", { auth: { rooms: ["lounge"] } });
      await stage.connect("carol");
      await alice.calls("server", ["timeout", 5_000], ["emitWithAck", "question", 1]);
      await alice.calls("server", ["to", "lounge"], ["timeout", 5_000], ["emitWithAck", "question", 2]);
      await alice.calls("socket", ["broadcast"], ["timeout", 5_000], ["emitWithAck", "question", 3]);
      await alice.calls(
        "server",
        ["to", "lounge"],
        ["timeout", 5_000],
        ["emitWithAck", "question", bytes(1, 2)],
      );
      await alice.calls("server", ["to", "nobody"], ["timeout", 5_000], ["emitWithAck", "question", 4]);
    },
  },
  {
    name: "a question to many times out with the answers that came",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      await stage.connect("bob");
      await alice.calls("server", ["timeout", 150], ["emitWithAck", "question", "not bob"]);
      await alice.calls("server", ["timeout", 50], ["emitWithAck", "silent"]);
      await alice.asks("echo", "still here");
    },
  },
  {
    name: "a socket's middleware refuses one event and changes another",
    play: async (stage) => {
      const alice = await stage.connect("alice", { namespace: "/filtered" });
      await alice.emits("forbidden", 1);
      await alice.sees("your error");
      await alice.emits("repeat", 1);
      await alice.sees("repeated");
      await alice.asks("echo", "still here");
    },
  },
  {
    name: "catch-all listeners hear what comes and what goes, in their order",
    play: async (stage) => {
      const alice = await stage.connect("alice", { namespace: "/watched" });
      await alice.emits("repeat", 1, 2);
      await alice.sees("repeated");
      await alice.emits("an event that nobody listens to");
      await alice.calls("namespace", ["emit", "broadcast"]);
      await alice.asks("describe");
    },
  },
  {
    name: "what is put into socket.data stays, nested and replaced",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      await alice.asks("set data", { text: "✓", nested: { list: [1, { two: 2 }] }, nothing: null });
      await alice.asks("push data", "one");
      await alice.asks("push data", { two: 2 });
      await alice.asks("describe");
      await alice.asks("replace data", { fresh: true });
      await alice.asks("set data", { more: [1] });
      await alice.asks("describe");
    },
  },
];

/** The scenarios above that need nothing but the default server, over another parser. */
export const msgpackEvents: Scenario[] = [
  {
    name: "a custom parser carries events, binary data and acknowledgements both ways",
    server: "MSGPACK",
    play: async (stage) => {
      const alice = await stage.connect("alice", { auth: { rooms: ["lounge"] } });
      const bob = await stage.connect("bob");
      await alice.emits("repeat", null, true, -1.5, "text ✓", [1, [2]], { three: { four: 5 } });
      await alice.sees("repeated");
      await alice.asks("echo", bytes(1, 2, 3), { deep: [bytes(4)] });
      await alice.calls("socket", ["timeout", 5_000], ["emitWithAck", "question", bytes(5), "six"]);
      await bob.calls("socket", ["to", "lounge"], ["emit", "hello", { from: "bob" }, bytes(7, 8)]);
      await alice.sees("hello");
      await alice.calls("server", ["timeout", 5_000], ["emitWithAck", "question", 1]);
      await alice.asks("describe");
    },
  },
  {
    name: "a custom parser carries namespaces and their errors",
    server: "MSGPACK",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      const other = await stage.join(alice, "alice in other", "/other");
      await other.sees("welcome");
      const refused = await stage.join(alice, "alice in guarded", "/guarded");
      await refused.sees("connect_error");
      const nowhere = await stage.join(alice, "alice nowhere", "/nowhere");
      await nowhere.sees("connect_error");
      await other.asks("echo", bytes(1));
      await other.emits("socket", [["disconnect"]]);
      await other.sees("disconnect");
      await alice.asks("echo", "still here");
    },
  },
];
