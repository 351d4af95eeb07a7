/** How a room is created and who owns it then. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { directoryStub } from "../../src/directory/directory-stub.ts";
import { mayCreateRoom } from "../../src/directory/room-creation-limit.ts";
import { app } from "../../src/worker.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, codeOf, ORIGIN, send } from "./app.ts";
import { createRoom, evict, ownedRoom } from "./owned-room.ts";
import { SocketClient } from "./socket-client.ts";

describe("a room", () => {
  it("belongs to the author of its first message, and all clients are notified", async () => {
    const firstWord = uniqueRoom("first-word");
    const { owner, guest } = await ownedRoom(firstWord);
    const { id } = owner.welcome.you;
    expect(guest.welcome.settings).toEqual({
      visibility: "public",
      topic: "",
      locked: false,
      slowMode: 0,
      retention: {},
    });
    expect((await guest.waitFor("room")).owner).toBe(id);
    await evict(firstWord);
    expect((await SocketClient.join(firstWord)).welcome.settings.owner).toBe(id);
    expect(codeOf(await guest.request("room:update", { topic: "his" }))).toBe("forbidden");
    expect(await owner.request("room:update", { topic: " hers  now " })).toMatchObject({
      ok: true,
      settings: { owner: id, topic: "hers now" },
    });
    await guest.waitFor("room", ({ topic }) => topic === "hers now");
    await evict(firstWord);
    expect((await SocketClient.join(firstWord)).welcome.settings).toMatchObject({
      owner: id,
      topic: "hers now",
    });
  });

  it("belongs to its creator over HTTP, before anyone wrote", async () => {
    const madeRoom = uniqueRoom("made-room");
    const made = await createRoom({ name: madeRoom.replace("made-room-", "Made  Room "), topic: "Made" });
    expect(made.status).toBe(201);
    const body = (await made.json()) as { token: string };
    expect(body).toMatchObject({
      ok: true,
      room: madeRoom,
      path: `/rooms/${madeRoom}`,
      settings: { topic: "Made" },
    });
    const guest = await SocketClient.join(madeRoom);
    await guest.request("message:send", { nonce: "1", text: "first word" });
    const owner = await SocketClient.join(madeRoom, { token: body.token });
    expect(owner.welcome.settings).toMatchObject({ owner: owner.welcome.you.id, topic: "Made" });
    expect(codeOf(await guest.request("room:update", { locked: true }))).toBe("forbidden");
    expect((await createRoom({ name: madeRoom }, { ...bearer(body.token) })).status).toBe(201);
    const taken = await createRoom({ name: madeRoom });
    expect(taken.status).toBe(403);
    expect(await taken.json()).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });

  it.each([
    ["no JSON", "{", {}, 400, "invalid"],
    ["a form", "name=x", { "Content-Type": "text/plain" }, 400, "invalid"],
    ["no name", {}, {}, 400, "invalid"],
    ["a name that is none", { name: "🚀" }, {}, 400, "invalid"],
    ["a long topic", { name: "x", topic: "x".repeat(251) }, {}, 413, "too_large"],
    ["a large body", { name: "x", junk: "x".repeat(70_000) }, {}, 413, "too_large"],
    ["a forged token", { name: "x" }, { Authorization: "Bearer e30.AAAA" }, 401, "unauthorized"],
    ["a foreign page", { name: "x" }, { Origin: "https://evil.example" }, 403, "forbidden"],
  ])("is not created from %s", async (_, body, headers, status, expected) => {
    const response = await createRoom(body, headers as Record<string, string>);
    expect(response.status).toBe(status);
    expect(codeOf((await response.json()) as object)).toBe(expected);
  });

  it("is created by a page of our own origin with the visitor's cookie", async () => {
    const byCookie = uniqueRoom("by-cookie");
    const page = await send("/");
    const Cookie = page.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const made = await createRoom({ name: byCookie }, { Cookie, Origin: ORIGIN });
    expect(made.status).toBe(201);
    expect(await made.json()).not.toHaveProperty("token");
    const owner = await SocketClient.join(byCookie, {}, { Cookie });
    expect(owner.welcome.settings.owner).toBe(owner.welcome.you.id);
  });

  it("is rate limited: one network cannot create too many", async () => {
    const headers = { "CF-Connecting-IP": "198.51.100.77" };
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push((await createRoom({ name: `maker-${i}` }, headers)).status);
    expect(statuses).toContain(201);
    expect(statuses).toContain(429);
  });

  it("is rate limited by the directory in a deployment without the binding, also after it slept", async () => {
    const { ROOM_MAKING: _, ...withoutBinding } = env;
    const create = (network: string) =>
      app.request(
        `${ORIGIN}/api/rooms`,
        {
          method: "POST",
          headers: { "Content-Type": "application/json", "CF-Connecting-IP": network },
          body: JSON.stringify({ name: uniqueRoom("unbound") }),
        },
        withoutBinding,
      );
    const statuses: number[] = [];
    for (let i = 0; i < 25; i++) {
      if (i === 3) await evictDurableObject(directoryStub(env));
      statuses.push((await create(`2001:db8:1:2::${i + 1}`)).status);
    }
    // Ten a minute for an IPv6 /64; the minute may change once meanwhile.
    expect(statuses.slice(0, 5)).toContain(201);
    expect(statuses.filter((status) => status === 201).length).toBeLessThanOrEqual(20);
    expect(statuses).toContain(429);
    expect((await create("2001:db8:1:3::1")).status).toBe(201);
    expect(await mayCreateRoom(withoutBinding, undefined)).toBe(true);
    const stored = await runInDurableObject(directoryStub(env), (_, { storage }) =>
      JSON.stringify(storage.sql.exec("SELECT * FROM new_rooms").toArray()),
    );
    expect(stored).not.toContain("2001");
  });

  it("is rate limited for first messages over HTTP; a room that exists accepts messages all the same", async () => {
    const { token } = (await SocketClient.join(`maker-of-${crypto.randomUUID()}`)).welcome.you;
    const say = (room: string) =>
      send(`/api/rooms/${room}/messages`, {
        method: "POST",
        headers: {
          "CF-Connecting-IP": "198.51.100.78",
          "Content-Type": "application/json",
          ...bearer(token),
        },
        body: JSON.stringify({ text: "first" }),
      });
    const prefix = `said-${crypto.randomUUID()}`;
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push((await say(`${prefix}-${i}`)).status);
    expect(statuses[0]).toBe(201);
    expect(statuses).toContain(429);
    expect((await say(`${prefix}-0`)).status).toBe(201);
  });

  it("is rate limited for first messages over sockets: rejected ones store nothing", async () => {
    const headers = { "CF-Connecting-IP": "198.51.100.79" };
    const prefix = `spoken-${crypto.randomUUID()}`;
    const answers: object[] = [];
    for (let i = 0; i < 30; i++) {
      const visitor = await SocketClient.join(`${prefix}-${i}`, {}, headers);
      answers.push(await visitor.request("message:send", { nonce: "first", text: "first" }));
    }
    expect(answers[0]).toMatchObject({ ok: true });
    const refused = answers.findIndex((answer) => codeOf(answer) !== undefined);
    expect(refused).toBeGreaterThan(0);
    expect(answers[refused]).toMatchObject({ error: { code: "rate_limited", retryAfter: 60_000 } });
    const tables = await runInDurableObject(env.ROOMS.getByName(`${prefix}-${refused}`), (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'messages'").toArray(),
    );
    expect(tables).toEqual([]);
    // Existing rooms accept messages, and another network can create rooms.
    const again = await SocketClient.join(`${prefix}-0`, {}, headers);
    expect(await again.request("message:send", { nonce: "2", text: "second" })).toMatchObject({ ok: true });
    const elsewhere = await SocketClient.join(
      `${prefix}-${refused}`,
      {},
      { "CF-Connecting-IP": "198.51.100.80" },
    );
    expect(await elsewhere.request("message:send", { nonce: "1", text: "first" })).toMatchObject({
      ok: true,
    });
  });

  it("is rate limited for first files: rejected ones store nothing, and a room counts once", async () => {
    const headers = { "CF-Connecting-IP": "198.51.100.82" };
    const { token } = (await SocketClient.join(uniqueRoom("uploader-of"))).welcome.you;
    const upload = (room: string) =>
      send(`/api/rooms/${room}/files?name=a.txt`, {
        method: "POST",
        headers: { ...headers, ...bearer(token), "Content-Length": "1" },
        body: "a",
      });
    const prefix = uniqueRoom("uploaded-to");
    // Three files and a message count as one room.
    for (let i = 0; i < 3; i++) expect((await upload(`${prefix}-0`)).status).toBe(201);
    const ada = await SocketClient.join(`${prefix}-0`, {}, headers);
    expect(await ada.request("message:send", { nonce: "1", text: "first" })).toMatchObject({ ok: true });
    const statuses: number[] = [];
    for (let i = 1; i < 30; i++) statuses.push((await upload(`${prefix}-${i}`)).status);
    const refused = statuses.indexOf(429) + 1;
    expect(refused).toBeGreaterThan(4);
    const tables = await runInDurableObject(env.ROOMS.getByName(`${prefix}-${refused}`), (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'files'").toArray(),
    );
    expect(tables).toEqual([]);
    expect((await upload(`${prefix}-0`)).status).toBe(201);
  });

  it("is created once by messages that arrive at the same time, which keep their order", async () => {
    const headers = { "CF-Connecting-IP": "198.51.100.81" };
    const ada = await SocketClient.join(uniqueRoom("at-once"), {}, headers);
    const texts = Array.from({ length: 10 }, (_, n) => `message-${n}`);
    const answers = await Promise.all(
      texts.map((text) => ada.request("message:send", { nonce: text, text })),
    );
    expect(answers.map((answer) => codeOf(answer))).toEqual(texts.map(() => undefined));
    const page = await ada.request("history:get", {});
    expect(page).toMatchObject({ messages: texts.map((text, n) => ({ seq: n + 1, text })) });
    // Ten messages created one room: the network may create more.
    const other = await SocketClient.join(uniqueRoom("at-once-too"), {}, headers);
    expect(await other.request("message:send", { nonce: "1", text: "1" })).toMatchObject({ ok: true });
  });
});
