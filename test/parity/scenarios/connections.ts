/** Connecting, namespaces and their middlewares, and how connections end. */
import type { Scenario } from "../scenario.ts";

export const connections: Scenario[] = [
  {
    name: "a client connects and gets a welcome, and both sides have its handshake",
    run: async (harness) => {
      const alice = await harness.connect("alice", {
        auth: { colour: "red", nested: { list: [1, null, "two"] } },
        query: { page: "7", text: "a b&c=d/ü" },
        extraHeaders: { "X-Test": "header value", Cookie: "flavour=oat" },
      });
      await alice.emitWithAck("describe");
    },
  },
  {
    name: "a custom path works",
    server: "CUSTOM_PATH",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      await alice.emitWithAck("echo", "hello");
      await alice.emitWithAck("describe");
    },
  },
  {
    name: "a middleware rejects a client with a message and data, and the client may try again",
    modes: ["websocket", "polling"],
    run: async (harness) => {
      const alice = await harness.client("alice", { auth: { reject: true } });
      await alice.waitFor("connect_error");
      alice.socket.auth = { name: "alice" };
      await harness.idle();
      alice.socket.connect();
      await alice.waitFor("connect");
      await alice.waitFor("welcome");
      await alice.emitWithAck("describe");
    },
    awake: "a connection that has not joined a namespace yet keeps the object awake",
  },
  {
    name: "a middleware runs once for a connection",
    run: async (harness) => {
      const alice = await harness.connect("alice", { namespace: "/guarded", auth: { token: "let me in" } });
      await alice.emitWithAck("describe");
      await alice.emitWithAck("describe");
    },
  },
  {
    name: "an asynchronous middleware of one namespace does not affect other namespaces",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      const rejected = await harness.join(alice, "alice in guarded", "/guarded", { token: "wrong" });
      await rejected.waitFor("connect_error");
      await alice.emitWithAck("echo", "still here");
      const other = await harness.join(alice, "alice in other", "/other");
      await other.waitFor("welcome");
      await other.emitWithAck("echo", "here as well");
    },
  },
  {
    name: "several namespaces share a connection and are separate",
    run: async (harness) => {
      const alice = await harness.connect("alice", { auth: { rooms: ["lounge"] } });
      const other = await harness.join(alice, "alice in other", "/other", { rooms: ["cellar"] });
      await other.waitFor("welcome");
      const bob = await harness.connect("bob", {
        namespace: "/other",
        auth: { rooms: ["cellar", "lounge"] },
      });
      await bob.callServer("namespace", ["to", "lounge"], ["emit", "only for bob", 1]);
      await bob.callServer("socket", ["to", "cellar"], ["emit", "for alice in other", 2]);
      await alice.callServer("server", ["emit", "for the main namespace", 3]);
      await alice.waitFor("for the main namespace");
      await other.waitFor("for alice in other");
      await alice.emitWithAck("adapter");
      await other.emitWithAck("adapter");
      await other.emitWithAck("describe");
    },
  },
  {
    name: "leaving one namespace keeps the others",
    run: async (harness) => {
      const watcher = await harness.connect("watcher", { auth: { observe: true } });
      const alice = await harness.connect("alice");
      const other = await harness.join(alice, "alice in other", "/other");
      await other.waitFor("welcome");
      await harness.idle();
      other.socket.disconnect();
      await other.waitFor("disconnect");
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.emitWithAck("echo", "still here");
      await alice.emitWithAck("describe");
    },
  },
  {
    name: "joining a namespace again after leaving it creates a new socket",
    run: async (harness) => {
      const watcher = await harness.connect("watcher", { auth: { observe: true } });
      const alice = await harness.connect("alice", { auth: { rooms: ["lounge"] } });
      const other = await harness.join(alice, "alice in other", "/other", { rooms: ["cellar"] });
      await other.waitFor("welcome");
      await other.emitWithAck("set data", { kept: false });
      await harness.idle();
      other.socket.disconnect();
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      other.socket.auth = { name: "alice" };
      await harness.idle();
      other.socket.connect();
      await other.waitFor("connect");
      await other.waitFor("welcome");
      await other.emitWithAck("describe");
    },
  },
  {
    name: "an unknown namespace is rejected",
    run: async (harness) => {
      const alice = await harness.connect("alice");
      const nowhere = await harness.join(alice, "alice nowhere", "/nowhere");
      await nowhere.waitFor("connect_error");
      await alice.emitWithAck("echo", "still here");
    },
  },
  {
    name: "namespaces that match an expression exist once a client joins",
    run: async (harness) => {
      const alice = await harness.connect("alice", {
        namespace: "/dynamic-101",
        auth: { rooms: ["lounge"] },
      });
      const bob = await harness.connect("bob", { namespace: "/dynamic-101" });
      const carol = await harness.connect("carol", { namespace: "/dynamic-7" });
      await bob.callServer("namespace", ["to", "lounge"], ["emit", "hello", "lounge"]);
      await alice.waitFor("hello");
      await alice.callServer("namespace", ["emit", "to my namespace"]);
      await bob.waitFor("to my namespace");
      await carol.emitWithAck("adapter");
      await alice.emitWithAck("describe");
    },
  },
  {
    name: "namespaces that a function accepts exist once a client joins with the right auth",
    run: async (harness) => {
      const alice = await harness.connect("alice", { namespace: "/tenant-1", auth: { key: "right" } });
      const bob = await harness.client("bob", { namespace: "/tenant-2", auth: { key: "wrong" } });
      await bob.waitFor("connect_error");
      await alice.emitWithAck("describe");
    },
    awake: "a connection that has not joined a namespace yet keeps the object awake",
  },
  {
    name: "the server gets disconnecting with rooms, and disconnect without them",
    run: async (harness) => {
      const watcher = await harness.connect("watcher", { auth: { observe: true } });
      const alice = await harness.connect("alice", { auth: { rooms: ["lounge", "cellar"] } });
      await harness.idle();
      alice.socket.disconnect();
      await alice.waitFor("disconnect");
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await watcher.emitWithAck("adapter");
    },
  },
  {
    name: "the server gets a lost connection in each of its namespaces",
    run: async (harness) => {
      const watcher = await harness.connect("watcher", { auth: { observe: true } });
      const alice = await harness.connect("alice", { auth: { rooms: ["lounge"] } });
      const other = await harness.join(alice, "alice in other", "/other");
      await other.waitFor("welcome");
      await harness.idle();
      alice.socket.io.engine.close();
      for (let event = 0; event < 4; event += 1) await watcher.waitFor("saw");
      await watcher.emitWithAck("adapter");
    },
  },
  {
    name: "the server counts connections, not sockets",
    run: async (harness) => {
      const watcher = await harness.connect("watcher", { auth: { observe: true } });
      await watcher.emitWithAck("clients");
      const alice = await harness.connect("alice");
      const other = await harness.join(alice, "alice in other", "/other");
      await other.waitFor("welcome");
      await harness.connect("bob");
      await watcher.emitWithAck("clients");
      await harness.idle();
      alice.socket.io.engine.close();
      for (let event = 0; event < 4; event += 1) await watcher.waitFor("saw");
      await watcher.emitWithAck("clients");
    },
  },
  {
    name: "the server disconnects a client from one namespace",
    run: async (harness) => {
      const watcher = await harness.connect("watcher", { auth: { observe: true } });
      const alice = await harness.connect("alice");
      const other = await harness.join(alice, "alice in other", "/other");
      await other.waitFor("welcome");
      await other.emit("socket", [["disconnect"]]);
      await other.waitFor("disconnect");
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.emitWithAck("echo", "still here");
    },
  },
  {
    name: "the server closes a client's connection",
    run: async (harness) => {
      const watcher = await harness.connect("watcher", { auth: { observe: true } });
      const alice = await harness.connect("alice", { auth: { rooms: ["lounge"] } });
      const other = await harness.join(alice, "alice in other", "/other");
      await other.waitFor("welcome");
      await other.emit("socket", [["disconnect", true]]);
      await alice.waitFor("disconnect");
      await other.waitFor("disconnect");
      for (let event = 0; event < 4; event += 1) await watcher.waitFor("saw");
      await watcher.emitWithAck("adapter");
    },
  },
  {
    name: "the server disconnects all sockets in a room",
    run: async (harness) => {
      const watcher = await harness.connect("watcher", { auth: { observe: true } });
      const alice = await harness.connect("alice", { auth: { rooms: ["lounge"] } });
      const bob = await harness.connect("bob");
      await bob.callServer("server", ["in", "lounge"], ["disconnectSockets"]);
      await alice.waitFor("disconnect");
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await bob.emitWithAck("echo", "still here");
      await bob.emitWithAck("adapter");
    },
  },
  {
    name: "the server closes the connections of all sockets in a room",
    run: async (harness) => {
      const watcher = await harness.connect("watcher", { auth: { observe: true } });
      const alice = await harness.connect("alice", { auth: { rooms: ["lounge"] } });
      await watcher.callServer("server", ["in", "lounge"], ["disconnectSockets", true]);
      await alice.waitFor("disconnect");
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await watcher.emitWithAck("adapter");
    },
  },
  {
    name: "a client that lost its connection reconnects with a new id and no rooms",
    modes: ["websocket", "polling"],
    run: async (harness) => {
      const watcher = await harness.connect("watcher", { auth: { observe: true } });
      const alice = await harness.connect("alice", { reconnection: true, reconnectionDelay: 10 });
      await alice.callServer("socket", ["join", "lounge"]);
      await harness.idle();
      alice.socket.io.engine.close();
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.waitFor("disconnect");
      await alice.waitFor("connect");
      await alice.waitFor("welcome");
      await alice.emitWithAck("describe");
    },
  },
  {
    name: "events that a client emits while disconnected arrive after it reconnects, in order",
    run: async (harness) => {
      const alice = await harness.connect("alice", { autoConnect: true });
      await harness.idle();
      alice.socket.disconnect();
      await alice.waitFor("disconnect");
      for (const number of [1, 2, 3]) alice.socket.emit("repeat", number);
      await harness.idle();
      alice.socket.connect();
      for (let event = 0; event < 3; event += 1) await alice.waitFor("repeated");
    },
  },
];
