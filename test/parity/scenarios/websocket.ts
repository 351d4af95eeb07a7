/** Engine.IO and Socket.IO frames over a WebSocket, without a client library. */

import type { RawWebSocket } from "../clients/raw-websocket.ts";
import { MAX_JOINS, watch, watchEnds } from "../clients/watcher.ts";
import type { Harness } from "../harness.ts";
import { raw } from "../scenario.ts";

/** Opens a WebSocket with a session. */
async function open(harness: Harness, client: string): Promise<RawWebSocket> {
  const socket = await harness.websocket(client, "?EIO=4&transport=websocket");
  const handshake = await socket.nextFrame();
  const { sid } = JSON.parse(handshake.toString().slice(1)) as { sid: string };
  harness.recorder.name(sid, `session of ${client}`);
  return socket;
}

/** Opens a WebSocket that has joined the main namespace. */
async function join(harness: Harness, client: string): Promise<RawWebSocket> {
  const socket = await open(harness, client);
  await socket.send(`40${JSON.stringify({ name: client })}`);
  await socket.nextFrame();
  await socket.nextFrame();
  return socket;
}

export const websocket = raw([
  {
    name: "a WebSocket joins, emits, leaves and joins again",
    run: async (harness) => {
      const watcher = await watch(harness);
      const alice = await join(harness, "alice");
      await alice.send('42["repeat",1]', '4217["echo","two"]');
      await alice.nextFrame();
      await alice.nextFrame();
      await alice.send("41");
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.send('40{"name":"again"}');
      await alice.nextFrame();
      await alice.nextFrame();
    },
  },
  {
    name: "binary frames follow their packet in both directions",
    run: async (harness) => {
      const alice = await join(harness, "alice");
      await alice.send(
        '452-["repeat",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]',
        Buffer.from([1, 2]),
        Buffer.from([]),
      );
      for (let frame = 0; frame < 3; frame += 1) await alice.nextFrame();
      await alice.send('451-9["echo",{"_placeholder":true,"num":0}]', Buffer.from([3]));
      for (let frame = 0; frame < 2; frame += 1) await alice.nextFrame();
    },
  },
  {
    name: "joining the same namespace twice ends the connection",
    run: async (harness) => {
      const alice = await join(harness, "alice");
      await alice.send('40{"name":"twice"}');
      await alice.waitForClose();
    },
  },
  {
    name: "a namespace with a query is another namespace",
    run: async (harness) => {
      const alice = await open(harness, "alice");
      await alice.send('40/other?token=1,{"name":"alice"}');
      await alice.nextFrame();
      await alice.send('40/other,{"name":"alice"}');
      await alice.nextFrame();
      await alice.nextFrame();
      await alice.send("40/nowhere,");
      await alice.nextFrame();
    },
  },
  ...(
    [
      ["a frame of an unknown type", "9"],
      ["a frame without a type", "abc"],
      ["an empty frame", ""],
      ["an empty message", "4"],
      ["an unknown Socket.IO packet", "49"],
      ["an event that is not JSON", "42[1,"],
      ["an event that is no array", "42{}"],
      ["an event without a name", "42[]"],
      ["an event whose name is null", "42[null]"],
      ["an event with a reserved name", '42["disconnecting"]'],
      ["an acknowledgement that is no array", "430{}"],
      ["text among binary frames", '451-["repeat",{"_placeholder":true,"num":0}]', '42["repeat",1]'],
      ["binary out of place", Buffer.from([1, 2, 3])],
      ["a placeholder without its binary", '451-["repeat",{"_placeholder":true,"num":7}]', Buffer.from([1])],
      ["a count of binary frames without an end", "45999999999-"],
    ] as const
  ).map(([what, ...frames]) => ({
    name: `${what} ends the connection`,
    run: async (harness: Harness) => {
      const watcher = await watch(harness);
      const alice = await join(harness, "alice");
      await alice.send(...frames);
      await alice.waitForClose();
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
    },
  })),
  ...(
    [
      ["an array", "40[]"],
      ["a string", '40"x"'],
      ["not JSON", "40{"],
    ] as const
  ).map(([what, frame]) => ({
    name: `a CONNECT whose payload is ${what} ends the connection`,
    run: async (harness: Harness) => {
      const alice = await open(harness, "alice");
      await alice.send(frame);
      await alice.waitForClose();
    },
  })),
  {
    name: "an event before CONNECT ends the connection",
    run: async (harness) => {
      const alice = await open(harness, "alice");
      await alice.send('42["repeat",1]');
      await alice.waitForClose();
    },
  },
  {
    name: "an event for a namespace that was not joined ends the connection",
    run: async (harness) => {
      const watcher = await watch(harness);
      const alice = await join(harness, "alice");
      await alice.send('42/other,["repeat",1]');
      await alice.waitForClose();
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
    },
  },
  {
    name: "unexpected packets are ignored",
    run: async (harness) => {
      const alice = await join(harness, "alice");
      await alice.send("6", '4399["unexpected"]', '42["an event without a listener"]', '420["echo",1]');
      await alice.nextFrame();
    },
  },
  {
    name: "a close packet ends the connection",
    run: async (harness) => {
      const watcher = await watch(harness);
      const alice = await join(harness, "alice");
      await alice.send("1");
      alice.socket.close();
      await alice.waitForClose();
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
    },
  },
  {
    name: "a frame over the limit ends the connection",
    server: "SMALL_PAYLOAD",
    run: async (harness) => {
      const watcher = await watch(harness);
      const alice = await join(harness, "alice");
      await alice.send(`42["repeat","${"x".repeat(985)}"]`);
      await alice.nextFrame();
      await alice.send(`42["repeat","${"x".repeat(2_000)}"]`);
      await alice.waitForClose();
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
    },
  },
  {
    name: "heartbeats continue while they are answered",
    server: "FAST_HEARTBEAT",
    run: async (harness) => {
      // On a busy machine it gets heartbeats before its welcome.
      harness.recorder.ignore("alice");
      const alice = await open(harness, "alice");
      await alice.send('40{"name":"alice"}');
      for (let frame = ""; !frame.includes("welcome"); ) {
        frame = String(await alice.nextFrame());
        if (frame === "2") await alice.send("3");
      }
      const record = (what: unknown) => harness.recorder.add("heartbeats", what);
      for (let ping = 0; ping < 3; ping += 1) {
        record(await alice.nextFrame());
        await alice.send("3");
      }
    },
  },
  {
    name: "a connection that does not answer heartbeats is closed",
    server: "SHORT_PING_TIMEOUT",
    run: async (harness) => {
      const watcher = await watchEnds(harness);
      harness.recorder.ignore("alice");
      /** Whether a connection joins with a name before it is closed, which happens on a busy machine. It answers nothing. */
      const joins = async (name: string): Promise<boolean> => {
        const alice = await open(harness, "alice");
        let isWelcome = false;
        alice.socket.on("message", (frame) => {
          isWelcome ||= String(frame).includes("welcome");
        });
        await alice.send(`40${JSON.stringify({ name })}`);
        await alice.waitForClose();
        return isWelcome;
      };
      let number = 1;
      while (!(await joins(`alice ${number}`)))
        if (++number > MAX_JOINS) throw new Error("no connection joins before it is closed");
      await watcher.untilGone(`alice ${number}`);
    },
  },
  {
    name: "a connection that joins no namespace in time is closed",
    server: "SHORT_CONNECT_TIMEOUT",
    run: async (harness) => {
      const alice = await open(harness, "alice");
      await alice.waitForClose();
    },
  },
  {
    name: "a connection that leaves its only namespace stays open",
    run: async (harness) => {
      const watcher = await watch(harness);
      const alice = await join(harness, "alice");
      await alice.send("41");
      await watcher.waitFor("saw");
      await watcher.waitFor("saw");
      await alice.send('40/other,{"name":"elsewhere"}');
      await alice.nextFrame();
      await alice.nextFrame();
    },
  },
]);
