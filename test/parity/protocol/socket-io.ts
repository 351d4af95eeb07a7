/**
 * The cases of the Socket.IO protocol's test suite, version 5. Those of Engine.IO run on a Socket.IO server again.
 *
 * Source: https://github.com/socketio/socket.io/blob/main/docs/socket.io-protocol/v5-test-suite/test-suite.js
 */
import { expect } from "vitest";
import { close, handshake, heartbeat, upgrade } from "./engine-io.ts";
import type { ProtocolCase, ProtocolClient, ProtocolSocket } from "./protocol-client.ts";

/** Opens a WebSocket that has joined the main namespace. */
async function join(client: ProtocolClient): Promise<ProtocolSocket> {
  const socket = await client.openWebSocket();
  socket.send("40");
  await socket.nextMessage();
  expect(await socket.nextMessage()).toBe('42["auth",{}]');
  client.server.maySleep();
  return socket;
}

/** A case that joins a namespace. */
const connects = (what: string, namespace: string, payload: string): ProtocolCase => ({
  name: `connect: ${what}`,
  server: "Standard",
  run: async (client) => {
    const socket = await client.openWebSocket();
    const prefix = namespace === "/" ? "" : `${namespace},`;
    socket.send(`40${prefix}${payload}`);
    const reply = String(await socket.next());
    expect(reply.slice(0, 2 + prefix.length)).toBe(`40${prefix}`);
    expect(JSON.parse(reply.slice(2 + prefix.length))).toEqual({ sid: expect.any(String) });
    expect(await socket.next()).toBe(`42${prefix}["auth",${payload === "" ? "{}" : payload}]`);
  },
});

const connect: ProtocolCase[] = [
  connects("the main namespace", "/", ""),
  connects("the main namespace with a payload", "/", '{"token":"123"}'),
  connects("a custom namespace", "/custom", ""),
  connects("a custom namespace with a payload", "/custom", '{"token":"abc"}'),
  {
    name: "connect: an unknown namespace is rejected",
    server: "Standard",
    run: async (client) => {
      const socket = await client.openWebSocket();
      socket.send("40/random");
      expect(await socket.next()).toBe('44/random,{"message":"Invalid namespace"}');
    },
  },
  {
    name: "connect: an invalid handshake closes the connection",
    server: "Standard",
    run: async (client) => {
      const socket = await client.openWebSocket();
      socket.send("4abc");
      await socket.closed();
    },
  },
  {
    name: "connect: a connection without a handshake is closed",
    server: "Connect",
    run: async (client) => (await client.openWebSocket()).closed(),
  },
];

const disconnect: ProtocolCase[] = [
  {
    name: "disconnect: from the main namespace",
    server: "Heartbeat",
    sleeps: true,
    run: async (client) => {
      const socket = await join(client);
      await socket.sendAsleep("41");
      // The connection stays open.
      expect(await socket.next()).toBe("2");
    },
  },
  {
    name: "disconnect: from a custom namespace, after a connection to it",
    server: "Heartbeat",
    sleeps: true,
    run: async (client) => {
      const socket = await join(client);
      expect(await socket.next()).toBe("2");
      socket.send("3");
      await socket.sendAsleep("40/custom");
      await socket.nextMessage();
      expect(await socket.nextMessage()).toBe('42/custom,["auth",{}]');
      await socket.sendAsleep("41/custom", '42["message","message to main namespace"]');
      expect(await socket.nextMessage()).toBe('42["message-back","message to main namespace"]');
    },
  },
];

/** A case that sends frames and gets others back. */
const answers = (
  what: string,
  frames: (string | Uint8Array)[],
  expected: (string | Uint8Array)[],
): ProtocolCase => ({
  name: `message: ${what}`,
  server: "Standard",
  sleeps: true,
  run: async (client) => {
    const socket = await join(client);
    await socket.sendAsleep(...frames);
    for (const frame of expected)
      expect(await socket.next()).toEqual(typeof frame === "string" ? frame : Buffer.from(frame));
  },
});

/** A case that sends a frame that closes the connection. */
const closes = (what: string, frame: string): ProtocolCase => ({
  name: `message: ${what} closes the connection`,
  server: "Standard",
  sleeps: true,
  run: async (client) => {
    const socket = await join(client);
    await socket.sendAsleep(frame);
    await socket.closed();
  },
});

const attachments = [Uint8Array.from([1, 2, 3]), Uint8Array.from([4, 5, 6])];
const placeholders = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}';

const message: ProtocolCase[] = [
  answers(
    "a plain text packet",
    ['42["message",1,"2",{"3":[true]}]'],
    ['42["message-back",1,"2",{"3":[true]}]'],
  ),
  answers(
    "a packet with binary attachments",
    [`452-["message",${placeholders}]`, ...attachments],
    [`452-["message-back",${placeholders}]`, ...attachments],
  ),
  answers(
    "a plain text packet with an acknowledgement",
    ['42456["message-with-ack",1,"2",{"3":[false]}]'],
    ['43456[1,"2",{"3":[false]}]'],
  ),
  answers(
    "a packet with binary attachments and an acknowledgement",
    [`452-789["message-with-ack",${placeholders}]`, ...attachments],
    [`462-789[${placeholders}]`, ...attachments],
  ),
  closes("an unknown packet type", "4abc"),
  closes("an invalid payload", "42{}"),
  closes("an invalid acknowledgement id", '42abc["message-with-ack",1,"2",{"3":[false]}]'),
];

/** Here no connection joins a namespace, so the object stays awake. */
const engineCases = [...handshake, ...heartbeat, ...close, ...upgrade].map(({ sleeps: _, ...rest }) => rest);

export const socketCases: ProtocolCase[] = [...engineCases, ...connect, ...disconnect, ...message];
