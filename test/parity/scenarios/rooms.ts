/** Rooms, broadcasts, and the adapter's view of them. */

import type { Actor, Stage } from "../harness.ts";
import type { Scenario } from "../scenario.ts";

/** Alice is in two rooms, Bob in one, Carol in none. */
async function three(stage: Stage): Promise<[alice: Actor, bob: Actor, carol: Actor]> {
  return [
    await stage.connect("alice", { auth: { rooms: ["lounge", "cellar"] } }),
    await stage.connect("bob", { auth: { rooms: ["lounge"] } }),
    await stage.connect("carol"),
  ];
}

export const rooms: Scenario[] = [
  {
    name: "the server emits to everybody, to rooms, and to all but some",
    play: async (stage) => {
      const [alice, bob, carol] = await three(stage);
      await carol.calls("server", ["emit", "everybody", 1]);
      await carol.calls("server", ["to", "lounge"], ["emit", "lounge", 2]);
      await carol.calls("server", ["in", "cellar"], ["emit", "cellar", 3]);
      await carol.calls("server", ["to", "lounge"], ["to", "cellar"], ["emit", "either, once", 4]);
      await carol.calls("server", ["to", ["lounge", "cellar"]], ["emit", "either, once", 5]);
      await carol.calls("server", ["to", "lounge"], ["except", "cellar"], ["emit", "not alice", 6]);
      await carol.calls("server", ["except", "lounge"], ["emit", "only carol", 7]);
      await carol.calls("server", ["except", ["cellar", "nowhere"]], ["emit", "not alice", 8]);
      await carol.calls("server", ["to", "nowhere"], ["emit", "nobody", 9]);
      await carol.calls("server", ["local"], ["emit", "local", 10]);
      await carol.calls("server", ["send", "a message", 11]);
      await carol.calls(
        "server",
        ["to", "lounge"],
        ["emit", "binary", Buffer.from([1, 2, 3]), [Buffer.from([4])]],
      );
      await carol.calls("server", ["to", alice.socket.id ?? ""], ["emit", "by id", 12]);
      await carol.calls("server", ["except", bob.socket.id ?? ""], ["emit", "except by id", 13]);
    },
  },
  {
    name: "a socket emits to others, and never to itself",
    play: async (stage) => {
      const [alice, bob] = await three(stage);
      await alice.calls("socket", ["broadcast"], ["emit", "everybody else", 1]);
      await alice.calls("socket", ["to", "lounge"], ["emit", "lounge", 2]);
      await alice.calls("socket", ["in", "cellar"], ["emit", "nobody", 3]);
      await alice.calls("socket", ["except", "lounge"], ["emit", "only carol", 4]);
      await bob.calls("socket", ["to", "cellar"], ["except", "nowhere"], ["emit", "only alice", 5]);
      await bob.calls("socket", ["local"], ["emit", "everybody else", 6]);
      await bob.calls("socket", ["to", alice.socket.id ?? ""], ["emit", "a whisper", 7]);
      await bob.calls("socket", ["send", "to bob"]);
    },
  },
  {
    name: "sockets join and leave rooms",
    play: async (stage) => {
      const [alice, bob, carol] = await three(stage);
      await carol.calls("socket", ["join", "lounge"]);
      await carol.calls("socket", ["join", ["attic", "cellar"]]);
      await alice.calls("socket", ["leave", "lounge"]);
      await alice.calls("socket", ["leave", "a room it is not in"]);
      await bob.calls("server", ["to", "lounge"], ["emit", "lounge", 1]);
      await bob.calls("server", ["to", "attic"], ["emit", "attic", 2]);
      for (const actor of [alice, bob, carol]) await actor.asks("describe");
      await carol.asks("adapter");
      await carol.calls("socket", ["leave", "attic"]);
      await carol.asks("adapter");
    },
  },
  {
    name: "a socket that leaves its own room is still reached by broadcasts",
    play: async (stage) => {
      const [alice, bob] = await three(stage);
      await alice.calls("socket", ["leave", alice.socket.id ?? ""]);
      await bob.calls("server", ["to", alice.socket.id ?? ""], ["emit", "by id", 1]);
      await bob.calls("server", ["emit", "everybody", 2]);
      await alice.asks("describe");
    },
  },
  {
    name: "many rooms with odd names",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      const bob = await stage.connect("bob");
      const names = ["", " ", "ü🚀", 'a"b\\c', "__proto__", "constructor", "1", "room,with;signs"];
      await alice.calls("socket", ["join", names]);
      for (const name of names) await bob.calls("server", ["to", name], ["emit", "hello", name]);
      await alice.asks("adapter");
    },
  },
  {
    name: "the server moves sockets between rooms",
    play: async (stage) => {
      const [alice, bob, carol] = await three(stage);
      await carol.calls("server", ["in", "lounge"], ["socketsJoin", "attic"]);
      await carol.calls("server", ["socketsJoin", ["everywhere", "else"]]);
      await carol.calls("server", ["in", "cellar"], ["socketsLeave", "lounge"]);
      await carol.calls("server", ["except", "cellar"], ["socketsLeave", ["everywhere"]]);
      await carol.calls("server", ["to", "lounge"], ["emit", "lounge", 1]);
      await carol.calls("server", ["to", "attic"], ["emit", "attic", 2]);
      await carol.calls("server", ["to", "everywhere"], ["emit", "everywhere", 3]);
      for (const actor of [alice, bob, carol]) await actor.asks("describe");
      await carol.asks("adapter");
    },
  },
  {
    name: "the server lists sockets, with their rooms, data and handshake",
    play: async (stage) => {
      const [alice, bob, carol] = await three(stage);
      await alice.asks("set data", { mood: { now: "fine" } });
      await bob.asks("set data", { list: [1, 2] });
      await carol.calls("server", ["fetchSockets"]);
      await carol.calls("server", ["in", "lounge"], ["fetchSockets"]);
      await carol.calls("server", ["in", "lounge"], ["except", "cellar"], ["fetchSockets"]);
      await carol.calls("namespace", ["in", "nowhere"], ["fetchSockets"]);
      await carol.calls("socket", ["broadcast"], ["fetchSockets"]);
      await carol.calls("namespace", ["allSockets"]);
    },
  },
  {
    name: "data that was set through fetchSockets stays",
    play: async (stage) => {
      const [alice, , carol] = await three(stage);
      await carol.asks("mark everybody", "marked");
      await alice.asks("describe");
      await carol.calls("server", ["in", "lounge"], ["fetchSockets"]);
    },
  },
  {
    name: "a volatile event reaches those who are listening",
    carriers: ["websocket"],
    play: async (stage) => {
      const [alice, bob] = await three(stage);
      await alice.calls("socket", ["volatile"], ["emit", "only alice", 1]);
      await alice.sees("only alice");
      await bob.calls("server", ["volatile"], ["to", "lounge"], ["emit", "lounge", 2]);
      await alice.sees("lounge");
      await bob.sees("lounge");
      await alice.calls("socket", ["volatile"], ["broadcast"], ["emit", "everybody else", 3]);
      await bob.sees("everybody else");
    },
  },
  {
    name: "rooms end with their last socket, and the adapter forgets who left",
    play: async (stage) => {
      const [alice, bob, carol] = await three(stage);
      const watcher = await stage.connect("watcher", { auth: { observe: true } });
      await watcher.asks("adapter");
      await stage.rest();
      alice.socket.disconnect();
      await watcher.sees("saw");
      await watcher.sees("saw");
      await watcher.asks("adapter");
      await stage.rest();
      bob.socket.disconnect();
      await watcher.sees("saw");
      await watcher.sees("saw");
      await carol.calls("server", ["to", "lounge"], ["emit", "nobody", 1]);
      await watcher.asks("adapter");
      await watcher.calls("server", ["fetchSockets"]);
    },
  },
  {
    name: "broadcasts to one client keep the order of their sending",
    play: async (stage) => {
      const [alice, bob] = await three(stage);
      await stage.rest();
      for (let number = 0; number < 10; number += 1)
        alice.socket.emit("server", [
          ["to", number % 2 === 0 ? "lounge" : (bob.socket.id ?? "")],
          ["emit", "number", number, ...(number % 3 === 0 ? [Buffer.from([number])] : [])],
        ]);
      for (let number = 0; number < 10; number += 1) await bob.sees("number");
    },
  },
];
