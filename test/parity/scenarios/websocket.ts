/** Engine.IO and Socket.IO frames over a WebSocket, by hand. */

import type { RawSocket, Stage } from "../harness.ts";
import { raw } from "../scenario.ts";

/** A WebSocket that is open, and has its session. */
async function open(stage: Stage, who: string): Promise<RawSocket> {
  const socket = await stage.websocket(who, "?EIO=4&transport=websocket");
  const handshake = await socket.frame();
  const { sid } = JSON.parse(handshake.toString().slice(1)) as { sid: string };
  stage.recorder.name(sid, `session of ${who}`);
  return socket;
}

/** A WebSocket that has joined the main namespace. */
async function join(stage: Stage, who: string): Promise<RawSocket> {
  const socket = await open(stage, who);
  await socket.sends(`40${JSON.stringify({ name: who })}`);
  await socket.frame();
  await socket.frame();
  return socket;
}

const watch = (stage: Stage) =>
  stage.connect("watcher", { transports: ["websocket"], auth: { observe: true } });

export const websocket = raw([
  {
    name: "a WebSocket joins, speaks, leaves and joins again",
    play: async (stage) => {
      const watcher = await watch(stage);
      const alice = await join(stage, "alice");
      await alice.sends('42["repeat",1]', '4217["echo","two"]');
      await alice.frame();
      await alice.frame();
      await alice.sends("41");
      await watcher.sees("saw");
      await watcher.sees("saw");
      await alice.sends('40{"name":"again"}');
      await alice.frame();
      await alice.frame();
    },
  },
  {
    name: "binary frames follow their packet, both ways",
    play: async (stage) => {
      const alice = await join(stage, "alice");
      await alice.sends(
        '452-["repeat",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]',
        Buffer.from([1, 2]),
        Buffer.from([]),
      );
      for (let frame = 0; frame < 3; frame += 1) await alice.frame();
      await alice.sends('451-9["echo",{"_placeholder":true,"num":0}]', Buffer.from([3]));
      for (let frame = 0; frame < 2; frame += 1) await alice.frame();
    },
  },
  {
    name: "joining the same namespace twice ends the connection",
    play: async (stage) => {
      const alice = await join(stage, "alice");
      await alice.sends('40{"name":"twice"}');
      await alice.closed();
    },
  },
  {
    name: "a namespace with a query is another one",
    play: async (stage) => {
      const alice = await open(stage, "alice");
      await alice.sends('40/other?token=1,{"name":"alice"}');
      await alice.frame();
      await alice.sends('40/other,{"name":"alice"}');
      await alice.frame();
      await alice.frame();
      await alice.sends("40/nowhere,");
      await alice.frame();
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
    play: async (stage: Stage) => {
      const watcher = await watch(stage);
      const alice = await join(stage, "alice");
      await alice.sends(...frames);
      await alice.closed();
      await watcher.sees("saw");
      await watcher.sees("saw");
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
    play: async (stage: Stage) => {
      const alice = await open(stage, "alice");
      await alice.sends(frame);
      await alice.closed();
    },
  })),
  {
    name: "an event before CONNECT ends the connection",
    play: async (stage) => {
      const alice = await open(stage, "alice");
      await alice.sends('42["repeat",1]');
      await alice.closed();
    },
  },
  {
    name: "an event for a namespace that was not joined ends the connection",
    play: async (stage) => {
      const watcher = await watch(stage);
      const alice = await join(stage, "alice");
      await alice.sends('42/other,["repeat",1]');
      await alice.closed();
      await watcher.sees("saw");
      await watcher.sees("saw");
    },
  },
  {
    name: "packets that mean nothing here are ignored",
    play: async (stage) => {
      const alice = await join(stage, "alice");
      await alice.sends(
        "6",
        '4399["nobody asked"]',
        '42["an event that nobody listens to"]',
        '420["echo",1]',
      );
      await alice.frame();
    },
  },
  {
    name: "a close packet ends the connection",
    play: async (stage) => {
      const watcher = await watch(stage);
      const alice = await join(stage, "alice");
      await alice.sends("1");
      alice.socket.close();
      await alice.closed();
      await watcher.sees("saw");
      await watcher.sees("saw");
    },
  },
  {
    name: "a frame over the limit ends the connection",
    server: "SMALL",
    play: async (stage) => {
      const watcher = await watch(stage);
      const alice = await join(stage, "alice");
      await alice.sends(`42["repeat","${"x".repeat(985)}"]`);
      await alice.frame();
      await alice.sends(`42["repeat","${"x".repeat(2_000)}"]`);
      await alice.closed();
      await watcher.sees("saw");
      await watcher.sees("saw");
    },
  },
  {
    name: "heartbeats go on while they are answered, and end the connection when they are not",
    server: "HASTY",
    play: async (stage) => {
      const watcher = await watch(stage);
      const alice = await join(stage, "alice");
      for (let ping = 0; ping < 3; ping += 1) {
        await alice.frame();
        await alice.sends("3");
      }
      await alice.frame();
      await alice.closed();
      await watcher.sees("saw");
      await watcher.sees("saw");
    },
  },
  {
    name: "a connection that joins no namespace in time is closed",
    server: "IMPATIENT",
    play: async (stage) => {
      const alice = await open(stage, "alice");
      await alice.closed();
    },
  },
  {
    name: "a connection that leaves its only namespace stays open",
    play: async (stage) => {
      const watcher = await watch(stage);
      const alice = await join(stage, "alice");
      await alice.sends("41");
      await watcher.sees("saw");
      await watcher.sees("saw");
      await alice.sends('40/other,{"name":"elsewhere"}');
      await alice.frame();
      await alice.frame();
    },
  },
]);
