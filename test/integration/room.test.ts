import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ack, Auth, Message, Welcome } from "../../src/shared/contract/index.ts";
import { socketPath } from "../../src/shared/room-name.ts";
import { collect, connectClient, connected, createClient, once } from "../support/clients.ts";
import { uniqueRoom, uniqueWord } from "../support/rooms.ts";
import { type RunningServer, startServer } from "../support/server.ts";

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

type ClientOptions = Parameters<typeof createClient>[1];

const client = (room: string, auth: Auth = {}, options: ClientOptions = {}, url = server.url) =>
  createClient(url, { path: socketPath(room), auth, ...options });

/** A connected client, and its welcome. */
async function enter(room: string, auth: Auth = {}, options: ClientOptions = {}, url = server.url) {
  const socket = client(room, auth, options, url);
  const [welcome] = await once<[Welcome]>(socket, "welcome");
  return { socket, welcome };
}

const ask = <Result extends object = { message: Message }>(socket: Socket, event: string, payload: object) =>
  socket.timeout(60_000).emitWithAck(event, payload) as Promise<Ack<Result>>;

const say = (socket: Socket, text: string, after?: number) =>
  ask(socket, "message:send", {
    nonce: text.replaceAll(" ", "-"),
    text,
    ...(after === undefined ? {} : { after }),
  });

describe("a room of stock clients", () => {
  it("sends everyone the same in the same order, over either transport", async () => {
    const transportsRoom = uniqueRoom("transports");
    const ada = await enter(transportsRoom, { name: "Ada" });
    const bob = await enter(transportsRoom, { name: "Bob" }, { transports: ["polling"] });
    const cem = await enter(transportsRoom, { name: "Cem" }, { transports: ["polling", "websocket"] });
    const people = [ada, bob, cem];
    const heard = people.map(({ socket }) => {
      const texts: string[] = [];
      socket.on("messages", (messages: Message[]) => texts.push(...messages.map(({ text }) => text)));
      return texts;
    });
    const texts = Array.from({ length: 30 }, (_, i) => `message ${i}`);
    await Promise.all(texts.map((text, i) => say((people[i % 3] as typeof ada).socket, text)));
    const { messages } = (await ask<{ messages: Message[] }>(ada.socket, "history:get", {})) as {
      messages: Message[];
    };
    expect(messages.map(({ seq }) => seq)).toEqual(texts.map((_, i) => i + 1));
    await expect.poll(() => heard.map(({ length }) => length)).toEqual([30, 30, 30]);
    for (const list of heard) expect(list).toEqual(messages.map(({ text }) => text));
  });

  it("counts one person less when a client leaves, over either transport", async () => {
    const leaving = uniqueRoom("leaving");
    const ada = await enter(leaving);
    const presence = collect(ada.socket, "presence");
    for (const [i, transport] of ["websocket", "polling"].entries()) {
      const bob = await enter(leaving, {}, { transports: [transport] });
      await presence.until(2 * i + 1);
      bob.socket.disconnect();
      const events = await presence.until(2 * i + 2);
      expect(events.at(-1)).toEqual(["presence", { joined: [], left: [bob.welcome.you.id], count: 1 }]);
    }
  });

  it("loses nothing when its server is killed, and recognizes everyone again", async () => {
    const restartRoom = uniqueRoom("restart");
    const before = await enter(restartRoom, { name: "Ada" });
    const first = await say(before.socket, "before the crash", 0);
    expect(first.ok).toBe(true);
    await server.kill();
    await server.restart();

    const after = await enter(restartRoom, { token: before.welcome.you.token, lastSeq: 0 });
    expect(after.welcome).toMatchObject({
      you: { id: before.welcome.you.id, name: "Ada" },
      messages: [{ seq: 1, text: "before the crash" }],
      memberCount: 1,
      gap: false,
    });
    expect(await say(after.socket, "before the crash", 0)).toEqual(first);
    expect(await say(after.socket, "after the crash")).toMatchObject({ message: { seq: 2 } });
    const missed = await enter(restartRoom, { lastSeq: 1 });
    expect(missed.welcome.messages.map(({ text }) => text)).toEqual(["after the crash"]);
  });

  it("is the same room in any spelling", async () => {
    const word = uniqueWord();
    const ada = await enter(`café-${word}`);
    const options = { path: `/rooms/CAFE%CC%81-${word.toUpperCase()}/socket.io/` };
    const bob = await enter("", {}, options);
    expect(bob.welcome).toMatchObject({ room: `café-${word}`, memberCount: 2 });
    await say(ada.socket, "bonjour");
    expect((await fetch(`${server.url}/api/rooms/Caf%C3%A9-${word}/messages`)).url).toContain(
      `/caf%C3%A9-${word}/`,
    );
  });

  it("closes the connection of a client that sends more than the payload limit, and no other", async () => {
    const huge = uniqueRoom("huge");
    const [ada, bob] = [await enter(huge), await enter(huge)];
    const disconnected = once(ada.socket, "disconnect");
    ada.socket.emit("message:send", { nonce: "1", text: "x".repeat(300_000) });
    await disconnected;
    expect(await say(bob.socket, "still here")).toMatchObject({ message: { seq: 1 } });
  });

  it("rejects a page of another origin, over either transport", async () => {
    const foreignRoom = uniqueRoom("foreign");
    for (const transports of [["websocket"], ["polling"]]) {
      const foreign = client(
        foreignRoom,
        {},
        { transports, extraHeaders: { Origin: "https://evil.example" } },
      );
      await expect(connected(foreign)).rejects.toThrow();
    }
  });

  it("leaves no text, name or token in the server's output", async () => {
    const logs = uniqueRoom("logs");
    const { socket, welcome } = await enter(logs, { name: "Confidential Name" });
    await say(socket, "confidential text");
    await ask(socket, "message:send", { nonce: "x", text: ["confidential text"] });
    await expect(connected(client(logs, { token: "confidential.token" }))).rejects.toThrow();
    await connectClient(server.url, { path: socketPath(logs) });
    expect(server.output()).not.toContain("onfidential");
    expect(server.output()).not.toContain(welcome.you.token);
  });
});

describe("the variables of a deployment", () => {
  let strict: RunningServer;

  beforeAll(async () => {
    strict = await startServer({
      vars: {
        ALLOWED_ORIGINS: "https://friend.example",
        LIMIT_SOCKETS_PER_ROOM: "2",
        LIMIT_TEXT_LENGTH: "10",
        LIMIT_MEMBERS_LISTED: "1",
        LIMIT_EVENTS_PER_SECOND: "1",
        LIMIT_EVENT_BURST: "3",
      },
    });
  });
  afterAll(() => strict.stop());

  it("limit the connections of a room, and the next one gets the reason", async () => {
    const full = uniqueRoom("full");
    const first = await enter(full, {}, {}, strict.url);
    await enter(full, {}, {}, strict.url);
    const [error] = await once<[Error & { data: object }]>(client(full, {}, {}, strict.url), "connect_error");
    expect(error.data).toEqual({
      code: "room_full",
      message: expect.any(String),
      retryAfter: expect.any(Number),
    });
    first.socket.disconnect();
    await expect
      .poll(() =>
        connected(client(full, {}, {}, strict.url)).then(
          () => "in",
          () => "out",
        ),
      )
      .toBe("in");
  });

  it("limit texts and events", async () => {
    const limits = uniqueRoom("limits");
    const { socket } = await enter(limits, {}, {}, strict.url);
    expect(await say(socket, "too long a text")).toMatchObject({ error: { code: "too_large" } });
    const answers = await Promise.all([..."abcdefgh"].map((text) => say(socket, text)));
    expect(answers.map((answer) => answer.ok || answer.error.code)).toContain("rate_limited");
  });

  it("limit how many members are listed individually", async () => {
    const many = uniqueRoom("many");
    const ada = await enter(many, { name: "Ada" }, {}, strict.url);
    const presence = collect(ada.socket, "presence");
    const bob = await enter(many, { name: "Bob" }, {}, strict.url);
    expect(bob.welcome).toMatchObject({ members: [], memberCount: 2 });
    expect(await presence.until(1)).toEqual([["presence", { joined: [], left: [], count: 2 }]]);
    bob.socket.disconnect();
    expect((await presence.until(2))[1]).toEqual([
      "presence",
      { joined: ada.welcome.members, left: [], count: 1 },
    ]);
  });

  it("allow pages of other origins, over either transport", async () => {
    const friends = uniqueRoom("friends");
    const extraHeaders = { Origin: "https://friend.example" };
    for (const transports of [["websocket"], ["polling"]]) {
      await enter(friends, {}, { transports, extraHeaders }, strict.url);
    }
    const handshake = await fetch(`${strict.url}${socketPath(friends)}?EIO=4&transport=polling`, {
      headers: extraHeaders,
    });
    expect(handshake.headers.get("Access-Control-Allow-Origin")).toBe("https://friend.example");
  });
});
