/**
 * The cases of the Engine.IO protocol's test suite, version 4.
 *
 * Source: https://github.com/socketio/socket.io/blob/main/docs/engine.io-protocol/v4-test-suite/test-suite.js
 */
import { expect } from "vitest";
import type { ProtocolCase, ProtocolClient } from "./protocol-client.ts";

const SEPARATOR = "\u001e";

/** What a handshake announces to a client. */
const handshakeWith = (upgrades: string[]) => ({
  sid: expect.any(String),
  upgrades,
  pingInterval: 300,
  pingTimeout: 200,
  maxPayload: 1_000_000,
});

const parseHandshake = (packet: string): unknown => {
  expect(packet[0]).toBe("0");
  return JSON.parse(packet.slice(1));
};

/** The statuses of requests that open no session. */
const statusesOf = async (
  client: ProtocolClient,
  queries: string[],
  init: RequestInit = {},
): Promise<number[]> => {
  const answers = await Promise.all(queries.map((query) => client.request(query, init)));
  return answers.map(({ status }) => status);
};

export const handshake: ProtocolCase[] = [
  {
    name: "handshake over long-polling: opens a session",
    server: "Timeout",
    run: async (client) => {
      const { status, body } = await client.request("EIO=4&transport=polling");
      expect(status).toBe(200);
      expect(parseHandshake(body)).toEqual(handshakeWith(["websocket"]));
    },
  },
  {
    name: "handshake over long-polling: an invalid EIO fails",
    server: "Standard",
    run: async (client) => {
      expect(await statusesOf(client, ["transport=polling", "EIO=abc&transport=polling"])).toEqual([
        400, 400,
      ]);
    },
  },
  {
    name: "handshake over long-polling: an invalid transport fails",
    server: "Standard",
    run: async (client) => {
      expect(await statusesOf(client, ["EIO=4", "EIO=4&transport=abc"])).toEqual([400, 400]);
    },
  },
  {
    name: "handshake over long-polling: an invalid method fails",
    server: "Standard",
    run: async (client) => {
      for (const method of ["POST", "PUT"])
        expect(await statusesOf(client, ["EIO=4&transport=polling"], { method })).toEqual([400]);
    },
  },
  {
    name: "handshake over a WebSocket: opens a session",
    server: "Timeout",
    run: async (client) => {
      const frame = await client.connect("EIO=4&transport=websocket").next();
      expect(parseHandshake(String(frame))).toEqual(handshakeWith([]));
    },
  },
  {
    name: "handshake over a WebSocket: an invalid EIO fails",
    server: "Standard",
    run: async (client) => {
      await client.connect("transport=websocket").closed();
      await client.connect("EIO=abc&transport=websocket").closed();
    },
  },
  {
    name: "handshake over a WebSocket: an invalid transport fails",
    server: "Standard",
    run: async (client) => {
      await client.connect("EIO=4").closed();
      await client.connect("EIO=4&transport=abc").closed();
    },
  },
];

/** A case that sends a payload and gets it back. */
const echo = (what: string, payload: string): ProtocolCase => ({
  name: `message over long-polling: ${what}`,
  server: "Standard",
  run: async (client) => {
    const sid = await client.openPolling();
    expect(await client.push(sid, payload)).toEqual({ status: 200, body: "ok" });
    expect(await client.poll(sid)).toEqual({ status: 200, body: payload });
  },
});

const message: ProtocolCase[] = [
  echo("a payload with a plain text packet", "4hello"),
  echo("a payload with several plain text packets", ["4test1", "4test2", "4test3"].join(SEPARATOR)),
  echo("a payload with plain text and binary packets", ["4hello", "bAQIDBA=="].join(SEPARATOR)),
  {
    name: "message over long-polling: an invalid packet closes the session",
    server: "Standard",
    run: async (client) => {
      const sid = await client.openPolling();
      // Servers answer this differently, or end the connection.
      await client.push(sid, "abc").catch(() => {});
      expect((await client.poll(sid)).status).toBe(400);
    },
  },
  {
    name: "message over long-polling: a second poll at the same time closes the session",
    server: "Standard",
    run: async (client) => {
      const sid = await client.openPolling();
      const before = await client.server.polls();
      const first = client.poll(sid);
      await expect.poll(() => client.server.polls()).toBe(before + 1);
      const second = await client.poll(sid);
      expect(await first).toEqual({ status: 200, body: "1" });
      // Both 400 and 500 are in use.
      expect([400, 500]).toContain(second.status);
      expect((await client.poll(sid)).status).toBe(400);
    },
  },
  {
    name: "message over long-polling: a cancelled poll closes the session",
    server: "Standard",
    run: async (client) => {
      const sid = await client.openPolling();
      const before = await client.server.polls();
      const controller = new AbortController();
      const cancelled = client.poll(sid, { signal: controller.signal });
      await expect.poll(() => client.server.polls()).toBe(before + 1);
      controller.abort();
      await expect(cancelled).rejects.toThrow();
      expect((await client.poll(sid)).status).toBe(400);
    },
  },
  {
    name: "message over a WebSocket: a plain text packet",
    server: "Standard",
    sleeps: true,
    run: async (client) => {
      const socket = await client.openWebSocket();
      await socket.sendAsleep("4hello");
      expect(await socket.next()).toBe("4hello");
    },
  },
  {
    name: "message over a WebSocket: a binary packet",
    server: "Standard",
    sleeps: true,
    run: async (client) => {
      const socket = await client.openWebSocket();
      await socket.sendAsleep(Uint8Array.from([1, 2, 3, 4]));
      expect(await socket.next()).toEqual(Buffer.from([1, 2, 3, 4]));
    },
  },
  {
    name: "message over a WebSocket: an invalid packet closes the session",
    server: "Standard",
    sleeps: true,
    run: async (client) => {
      const socket = await client.openWebSocket();
      await socket.sendAsleep("abc");
      await socket.closed();
    },
  },
];

export const heartbeat: ProtocolCase[] = [
  {
    name: "heartbeat over long-polling: the server pings, the client answers",
    server: "Heartbeat",
    run: async (client) => {
      const sid = await client.openPolling();
      for (let round = 0; round < 3; round += 1) {
        expect(await client.poll(sid)).toEqual({ status: 200, body: "2" });
        expect((await client.push(sid, "3")).status).toBe(200);
      }
    },
  },
  {
    name: "heartbeat over long-polling: a client that does not answer has no session any more",
    server: "Timeout",
    run: async (client) => {
      const { body } = await client.request("EIO=4&transport=polling");
      const { sid } = JSON.parse(body.slice(1)) as { sid: string };
      await new Promise((resolve) => setTimeout(resolve, 600));
      // On a busy machine the server may be late: a poll still gets the ping, which is not answered.
      await expect.poll(async () => (await client.poll(sid)).status).toBe(400);
    },
  },
  {
    name: "heartbeat over a WebSocket: the server pings, the client answers",
    server: "Heartbeat",
    sleeps: true,
    run: async (client) => {
      const socket = await client.openWebSocket();
      await client.server.untilAsleep();
      for (let round = 0; round < 3; round += 1) {
        expect(await socket.next()).toBe("2");
        socket.send("3");
      }
    },
  },
  {
    name: "heartbeat over a WebSocket: a client that does not answer is closed",
    server: "Timeout",
    sleeps: true,
    run: async (client) => {
      const socket = await client.openWebSocket();
      await client.server.untilAsleep();
      await socket.closed();
    },
  },
];

export const close: ProtocolCase[] = [
  {
    name: "close over long-polling",
    server: "Standard",
    run: async (client) => {
      const sid = await client.openPolling();
      const before = await client.server.polls();
      const poll = client.poll(sid);
      await expect.poll(() => client.server.polls()).toBe(before + 1);
      await client.push(sid, "1");
      expect(await poll).toEqual({ status: 200, body: "6" });
      expect((await client.poll(sid)).status).toBe(400);
    },
  },
  {
    name: "close over a WebSocket",
    // The reference server leaves it to the client to close, and ends the session because it gets no pong.
    server: "Timeout",
    sleeps: true,
    run: async (client) => {
      const socket = await client.openWebSocket();
      await socket.sendAsleep("1");
      await socket.closed();
    },
  },
];

/** @param hasEcho whether the server sends messages back */
const upgradeCases = (hasEcho: boolean): ProtocolCase[] => [
  {
    name: "upgrade from long-polling to a WebSocket",
    server: "Standard",
    run: async (client) => {
      const sid = await client.openPolling();
      const socket = await client.probe(sid);
      expect(await socket.next()).toBe("3probe");
      // A noop ends the poll.
      if (hasEcho) expect(await client.poll(sid)).toEqual({ status: 200, body: "6" });
      socket.send("5");
      if (!hasEcho) return;
      socket.send("4hello");
      expect(await socket.next()).toBe("4hello");
    },
  },
  {
    name: "after an upgrade, long-polling requests of the session fail",
    server: "Standard",
    sleeps: true,
    run: async (client) => {
      const sid = await client.openPolling();
      const socket = await client.probe(sid);
      await socket.next();
      socket.send("5");
      expect((await client.poll(sid)).status).toBe(400);
      if (!hasEcho) return;
      client.server.maySleep();
      await socket.sendAsleep("4hello");
      expect(await socket.next()).toBe("4hello");
    },
  },
  {
    name: "after an upgrade, another WebSocket of the session is closed",
    server: "Standard",
    sleeps: true,
    run: async (client) => {
      const sid = await client.openPolling();
      const socket = await client.probe(sid);
      await socket.next();
      socket.send("5");
      await client.connect(`EIO=4&transport=websocket&sid=${sid}`).closed();
      if (!hasEcho) return;
      client.server.maySleep();
      await socket.sendAsleep("4hello");
      expect(await socket.next()).toBe("4hello");
    },
  },
];

/** The cases of upgrades on a server that sends nothing back. */
export const upgrade = upgradeCases(false);

export const engineCases: ProtocolCase[] = [
  ...handshake,
  ...message,
  ...heartbeat,
  ...close,
  ...upgradeCases(true),
];
