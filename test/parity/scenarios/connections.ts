/** Connecting, namespaces and their middlewares, and how connections end. */
import type { Scenario } from "../scenario.ts";

export const connections: Scenario[] = [
  {
    name: "a client connects, is welcomed, and both sides know its handshake",
    play: async (stage) => {
      const alice = await stage.connect("alice", {
        auth: { colour: "red", nested: { list: [1, null, "two"] } },
        query: { page: "7", text: "a b&c=d/ü" },
        extraHeaders: { "X-Test": "header value", Cookie: "flavour=oat" },
      });
      await alice.asks("describe");
    },
  },
  {
    name: "a path of its own serves the same",
    server: "ELSEWHERE",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      await alice.asks("echo", "hello");
      await alice.asks("describe");
    },
  },
  {
    name: "a middleware refuses a client with a message and data, which may try again",
    carriers: ["websocket", "polling"],
    play: async (stage) => {
      const alice = await stage.actor("alice", { auth: { refuse: true } });
      await alice.sees("connect_error");
      alice.socket.auth = { name: "alice" };
      await stage.rest();
      alice.socket.connect();
      await alice.sees("connect");
      await alice.sees("welcome");
      await alice.asks("describe");
    },
    awake: "a connection that has not joined a namespace yet keeps the object awake",
  },
  {
    name: "a middleware runs once for a connection",
    play: async (stage) => {
      const alice = await stage.connect("alice", { namespace: "/guarded", auth: { token: "let me in" } });
      await alice.asks("describe");
      await alice.asks("describe");
    },
  },
  {
    name: "an asynchronous middleware of one namespace leaves the others alone",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      const refused = await stage.join(alice, "alice in guarded", "/guarded", { token: "wrong" });
      await refused.sees("connect_error");
      await alice.asks("echo", "still here");
      const other = await stage.join(alice, "alice in other", "/other");
      await other.sees("welcome");
      await other.asks("echo", "here as well");
    },
  },
  {
    name: "several namespaces share a connection and stay apart",
    play: async (stage) => {
      const alice = await stage.connect("alice", { auth: { rooms: ["lounge"] } });
      const other = await stage.join(alice, "alice in other", "/other", { rooms: ["cellar"] });
      await other.sees("welcome");
      const bob = await stage.connect("bob", { namespace: "/other", auth: { rooms: ["cellar", "lounge"] } });
      await bob.calls("namespace", ["to", "lounge"], ["emit", "only for bob", 1]);
      await bob.calls("socket", ["to", "cellar"], ["emit", "for alice in other", 2]);
      await alice.calls("server", ["emit", "for the main namespace", 3]);
      await alice.sees("for the main namespace");
      await other.sees("for alice in other");
      await alice.asks("adapter");
      await other.asks("adapter");
      await other.asks("describe");
    },
  },
  {
    name: "leaving one namespace keeps the others",
    play: async (stage) => {
      const watcher = await stage.connect("watcher", { auth: { observe: true } });
      const alice = await stage.connect("alice");
      const other = await stage.join(alice, "alice in other", "/other");
      await other.sees("welcome");
      await stage.rest();
      other.socket.disconnect();
      await other.sees("disconnect");
      await watcher.sees("saw");
      await watcher.sees("saw");
      await alice.asks("echo", "still here");
      await alice.asks("describe");
    },
  },
  {
    name: "joining a namespace again after leaving it makes a new socket",
    play: async (stage) => {
      const watcher = await stage.connect("watcher", { auth: { observe: true } });
      const alice = await stage.connect("alice", { auth: { rooms: ["lounge"] } });
      const other = await stage.join(alice, "alice in other", "/other", { rooms: ["cellar"] });
      await other.sees("welcome");
      await other.asks("set data", { kept: false });
      await stage.rest();
      other.socket.disconnect();
      await watcher.sees("saw");
      await watcher.sees("saw");
      other.socket.auth = { name: "alice" };
      await stage.rest();
      other.socket.connect();
      await other.sees("connect");
      await other.sees("welcome");
      await other.asks("describe");
    },
  },
  {
    name: "an unknown namespace is refused",
    play: async (stage) => {
      const alice = await stage.connect("alice");
      const nowhere = await stage.join(alice, "alice nowhere", "/nowhere");
      await nowhere.sees("connect_error");
      await alice.asks("echo", "still here");
    },
  },
  {
    name: "namespaces that match an expression exist once somebody comes",
    play: async (stage) => {
      const alice = await stage.connect("alice", {
        namespace: "/dynamic-101",
        auth: { rooms: ["lounge"] },
      });
      const bob = await stage.connect("bob", { namespace: "/dynamic-101" });
      const carol = await stage.connect("carol", { namespace: "/dynamic-7" });
      await bob.calls("namespace", ["to", "lounge"], ["emit", "hello", "lounge"]);
      await alice.sees("hello");
      await alice.calls("namespace", ["emit", "to my namespace"]);
      await bob.sees("to my namespace");
      await carol.asks("adapter");
      await alice.asks("describe");
    },
  },
  {
    name: "namespaces that a function admits exist once somebody comes with the right auth",
    play: async (stage) => {
      const alice = await stage.connect("alice", { namespace: "/tenant-1", auth: { key: "right" } });
      const bob = await stage.actor("bob", { namespace: "/tenant-2", auth: { key: "wrong" } });
      await bob.sees("connect_error");
      await alice.asks("describe");
    },
    awake: "a connection that has not joined a namespace yet keeps the object awake",
  },
  {
    name: "the server hears a client disconnect, with its rooms before and without them after",
    play: async (stage) => {
      const watcher = await stage.connect("watcher", { auth: { observe: true } });
      const alice = await stage.connect("alice", { auth: { rooms: ["lounge", "cellar"] } });
      await stage.rest();
      alice.socket.disconnect();
      await alice.sees("disconnect");
      await watcher.sees("saw");
      await watcher.sees("saw");
      await watcher.asks("adapter");
    },
  },
  {
    name: "the server hears a connection break, in each of its namespaces",
    play: async (stage) => {
      const watcher = await stage.connect("watcher", { auth: { observe: true } });
      const alice = await stage.connect("alice", { auth: { rooms: ["lounge"] } });
      const other = await stage.join(alice, "alice in other", "/other");
      await other.sees("welcome");
      await stage.rest();
      alice.socket.io.engine.close();
      for (let event = 0; event < 4; event += 1) await watcher.sees("saw");
      await watcher.asks("adapter");
    },
  },
  {
    name: "the server counts connections, not sockets",
    play: async (stage) => {
      const watcher = await stage.connect("watcher", { auth: { observe: true } });
      await watcher.asks("clients");
      const alice = await stage.connect("alice");
      const other = await stage.join(alice, "alice in other", "/other");
      await other.sees("welcome");
      await stage.connect("bob");
      await watcher.asks("clients");
      await stage.rest();
      alice.socket.io.engine.close();
      for (let event = 0; event < 4; event += 1) await watcher.sees("saw");
      await watcher.asks("clients");
    },
  },
  {
    name: "the server ends one namespace of a client",
    play: async (stage) => {
      const watcher = await stage.connect("watcher", { auth: { observe: true } });
      const alice = await stage.connect("alice");
      const other = await stage.join(alice, "alice in other", "/other");
      await other.sees("welcome");
      await other.emits("socket", [["disconnect"]]);
      await other.sees("disconnect");
      await watcher.sees("saw");
      await watcher.sees("saw");
      await alice.asks("echo", "still here");
    },
  },
  {
    name: "the server ends a client's connection",
    play: async (stage) => {
      const watcher = await stage.connect("watcher", { auth: { observe: true } });
      const alice = await stage.connect("alice", { auth: { rooms: ["lounge"] } });
      const other = await stage.join(alice, "alice in other", "/other");
      await other.sees("welcome");
      await other.emits("socket", [["disconnect", true]]);
      await alice.sees("disconnect");
      await other.sees("disconnect");
      for (let event = 0; event < 4; event += 1) await watcher.sees("saw");
      await watcher.asks("adapter");
    },
  },
  {
    name: "the server disconnects everybody in a room",
    play: async (stage) => {
      const watcher = await stage.connect("watcher", { auth: { observe: true } });
      const alice = await stage.connect("alice", { auth: { rooms: ["lounge"] } });
      const bob = await stage.connect("bob");
      await bob.calls("server", ["in", "lounge"], ["disconnectSockets"]);
      await alice.sees("disconnect");
      await watcher.sees("saw");
      await watcher.sees("saw");
      await bob.asks("echo", "still here");
      await bob.asks("adapter");
    },
  },
  {
    name: "the server closes the connections of everybody in a room",
    play: async (stage) => {
      const watcher = await stage.connect("watcher", { auth: { observe: true } });
      const alice = await stage.connect("alice", { auth: { rooms: ["lounge"] } });
      await watcher.calls("server", ["in", "lounge"], ["disconnectSockets", true]);
      await alice.sees("disconnect");
      await watcher.sees("saw");
      await watcher.sees("saw");
      await watcher.asks("adapter");
    },
  },
  {
    name: "a client that lost its connection comes back by itself, with a new id and no rooms",
    carriers: ["websocket", "polling"],
    play: async (stage) => {
      const watcher = await stage.connect("watcher", { auth: { observe: true } });
      const alice = await stage.connect("alice", { reconnection: true, reconnectionDelay: 10 });
      await alice.calls("socket", ["join", "lounge"]);
      await stage.rest();
      alice.socket.io.engine.close();
      await watcher.sees("saw");
      await watcher.sees("saw");
      await alice.sees("disconnect");
      await alice.sees("connect");
      await alice.sees("welcome");
      await alice.asks("describe");
    },
  },
  {
    name: "what a client emits while it is away arrives when it is back, in order",
    play: async (stage) => {
      const alice = await stage.connect("alice", { autoConnect: true });
      await stage.rest();
      alice.socket.disconnect();
      await alice.sees("disconnect");
      for (const number of [1, 2, 3]) alice.socket.emit("repeat", number);
      await stage.rest();
      alice.socket.connect();
      for (let event = 0; event < 3; event += 1) await alice.sees("repeated");
    },
  },
];
