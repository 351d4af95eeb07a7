/** Rooms, broadcasts, and the adapter's view of them. */

import type { StockClient } from "../clients/stock-client.ts";
import type { Harness } from "../harness.ts";
import type { Scenario } from "../scenario.ts";

/** Alice is in two rooms, Bob in one, Carol in none. */
async function three(harness: Harness): Promise<[alice: StockClient, bob: StockClient, carol: StockClient]> {
  return [
    await harness.connect("alice", { auth: { rooms: ["lounge", "cellar"] } }),
    await harness.connect("bob", { auth: { rooms: ["lounge"] } }),
    await harness.connect("carol"),
  ];
}

export const rooms: Scenario[] = [
  {
    name: "the server emits to all sockets, to rooms, and to all but some",
    run: async (harness) => {
      const [alice, bob, carol] = await three(harness);
      await carol.callServer("server", ["emit", "all", 1]);
      await carol.callServer("server", ["to", "lounge"], ["emit", "lounge", 2]);
      await carol.callServer("server", ["in", "cellar"], ["emit", "cellar", 3]);
      await carol.callServer("server", ["to", "lounge"], ["to", "cellar"], ["emit", "either, once", 4]);
      await carol.callServer("server", ["to", ["lounge", "cellar"]], ["emit", "either, once", 5]);
      await carol.callServer("server", ["to", "lounge"], ["except", "cellar"], ["emit", "not alice", 6]);
      await carol.callServer("server", ["except", "lounge"], ["emit", "only carol", 7]);
      await carol.callServer("server", ["except", ["cellar", "nowhere"]], ["emit", "not alice", 8]);
      await carol.callServer("server", ["to", "nowhere"], ["emit", "nobody", 9]);
      await carol.callServer("server", ["local"], ["emit", "local", 10]);
      await carol.callServer("server", ["send", "a message", 11]);
      await carol.callServer(
        "server",
        ["to", "lounge"],
        ["emit", "binary", Buffer.from([1, 2, 3]), [Buffer.from([4])]],
      );
      await carol.callServer("server", ["to", alice.socket.id ?? ""], ["emit", "by id", 12]);
      await carol.callServer("server", ["except", bob.socket.id ?? ""], ["emit", "except by id", 13]);
    },
  },
  {
    name: "a socket broadcasts to others, and not to itself",
    run: async (harness) => {
      const [alice, bob] = await three(harness);
      await alice.callServer("socket", ["broadcast"], ["emit", "all others", 1]);
      await alice.callServer("socket", ["to", "lounge"], ["emit", "lounge", 2]);
      await alice.callServer("socket", ["in", "cellar"], ["emit", "nobody", 3]);
      await alice.callServer("socket", ["except", "lounge"], ["emit", "only carol", 4]);
      await bob.callServer("socket", ["to", "cellar"], ["except", "nowhere"], ["emit", "only alice", 5]);
      await bob.callServer("socket", ["local"], ["emit", "all others", 6]);
      await bob.callServer("socket", ["to", alice.socket.id ?? ""], ["emit", "a whisper", 7]);
      await bob.callServer("socket", ["send", "to bob"]);
    },
  },
  {
    name: "sockets join and leave rooms",
    run: async (harness) => {
      const [alice, bob, carol] = await three(harness);
      await carol.callServer("socket", ["join", "lounge"]);
      await carol.callServer("socket", ["join", ["attic", "cellar"]]);
      await alice.callServer("socket", ["leave", "lounge"]);
      await alice.callServer("socket", ["leave", "a room it is not in"]);
      await bob.callServer("server", ["to", "lounge"], ["emit", "lounge", 1]);
      await bob.callServer("server", ["to", "attic"], ["emit", "attic", 2]);
      for (const client of [alice, bob, carol]) await client.emitWithAck("describe");
      await carol.emitWithAck("adapter");
      await carol.callServer("socket", ["leave", "attic"]);
      await carol.emitWithAck("adapter");
    },
  },
  {
    name: "a socket that leaves its own room still gets broadcasts",
    run: async (harness) => {
      const [alice, bob] = await three(harness);
      await alice.callServer("socket", ["leave", alice.socket.id ?? ""]);
      await bob.callServer("server", ["to", alice.socket.id ?? ""], ["emit", "by id", 1]);
      await bob.callServer("server", ["emit", "all", 2]);
      await alice.emitWithAck("describe");
    },
  },
  {
    name: "a socket joins many rooms with unusual names",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      const bob = await harness.connect("bob");
      const names = ["", " ", "ü🚀", 'a"b\\c', "__proto__", "constructor", "1", "room,with;signs"];
      await alice.callServer("socket", ["join", names]);
      for (const name of names) await bob.callServer("server", ["to", name], ["emit", "hello", name]);
      await alice.emitWithAck("adapter");
    },
  },
  {
    name: "the server moves sockets between rooms",
    run: async (harness) => {
      const [alice, bob, carol] = await three(harness);
      await carol.callServer("server", ["in", "lounge"], ["socketsJoin", "attic"]);
      await carol.callServer("server", ["socketsJoin", ["everywhere", "else"]]);
      await carol.callServer("server", ["in", "cellar"], ["socketsLeave", "lounge"]);
      await carol.callServer("server", ["except", "cellar"], ["socketsLeave", ["everywhere"]]);
      await carol.callServer("server", ["to", "lounge"], ["emit", "lounge", 1]);
      await carol.callServer("server", ["to", "attic"], ["emit", "attic", 2]);
      await carol.callServer("server", ["to", "everywhere"], ["emit", "everywhere", 3]);
      for (const client of [alice, bob, carol]) await client.emitWithAck("describe");
      await carol.emitWithAck("adapter");
    },
  },
  {
    name: "the server fetches sockets with their rooms, data and handshake",
    run: async (harness) => {
      const [alice, bob, carol] = await three(harness);
      await alice.emitWithAck("set data", { mood: { now: "fine" } });
      await bob.emitWithAck("set data", { list: [1, 2] });
      await carol.callServer("server", ["fetchSockets"]);
      await carol.callServer("server", ["in", "lounge"], ["fetchSockets"]);
      await carol.callServer("server", ["in", "lounge"], ["except", "cellar"], ["fetchSockets"]);
      await carol.callServer("namespace", ["in", "nowhere"], ["fetchSockets"]);
      await carol.callServer("socket", ["broadcast"], ["fetchSockets"]);
      await carol.callServer("namespace", ["allSockets"]);
    },
  },
  {
    name: "data that is set through fetchSockets stays",
    run: async (harness) => {
      const [alice, , carol] = await three(harness);
      await carol.emitWithAck("mark all", "marked");
      await alice.emitWithAck("describe");
      await carol.callServer("server", ["in", "lounge"], ["fetchSockets"]);
    },
  },
  {
    name: "a volatile event reaches connected clients",
    modes: ["websocket"],
    run: async (harness) => {
      const [alice, bob] = await three(harness);
      await alice.callServer("socket", ["volatile"], ["emit", "only alice", 1]);
      await alice.waitFor("only alice");
      await bob.callServer("server", ["volatile"], ["to", "lounge"], ["emit", "lounge", 2]);
      await alice.waitFor("lounge");
      await bob.waitFor("lounge");
      await alice.callServer("socket", ["volatile"], ["broadcast"], ["emit", "all others", 3]);
      await bob.waitFor("all others");
    },
  },
  {
    name: "rooms are deleted with their last socket",
    run: async (harness) => {
      const [alice, bob, carol] = await three(harness);
      const watcher = await harness.connect("watcher", { auth: { observe: true } });
      await watcher.emitWithAck("adapter");
      await harness.idle();
      alice.socket.disconnect();
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await watcher.emitWithAck("adapter");
      await harness.idle();
      bob.socket.disconnect();
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await carol.callServer("server", ["to", "lounge"], ["emit", "nobody", 1]);
      await watcher.emitWithAck("adapter");
      await watcher.callServer("server", ["fetchSockets"]);
    },
  },
  {
    name: "broadcasts to a client arrive in the order in which they were sent",
    run: async (harness) => {
      const [alice, bob] = await three(harness);
      await harness.idle();
      for (let number = 0; number < 10; number += 1)
        alice.socket.emit("server", [
          ["to", number % 2 === 0 ? "lounge" : (bob.socket.id ?? "")],
          ["emit", "number", number, ...(number % 3 === 0 ? [Buffer.from([number])] : [])],
        ]);
      for (let number = 0; number < 10; number += 1) await bob.waitFor("number");
    },
  },
];
