import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { requestIdIn, requestIdOf } from "../../src/platform/request-id.ts";
import { MessageStore } from "../../src/room/messages/message-store.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

const SECRETS = /hush|203\.0\.113|token|cookie/i;

/** The lines of the log. */
let lines: string[];
let spies: MockInstance[];

beforeEach(() => {
  lines = [];
  spies = (["log", "info", "warn", "error", "debug"] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      lines.push(args.map((arg) => (arg instanceof Error ? arg.stack : String(arg))).join(" "));
    }),
  );
});
afterEach(() => {
  for (const spy of spies) spy.mockRestore();
});

const entries = () => lines.map((line) => JSON.parse(line) as Record<string, string>);

describe("the log", () => {
  const headers = { "CF-Connecting-IP": "203.0.113.50", "CF-Ray": "8f1a2b3c4d5e6f70-AMS" };

  it("of a failed request has the room and the request id of its connection, and no content", async () => {
    const hushRoom = uniqueRoom("hush-room");
    const ada = await SocketClient.join(hushRoom, { name: "Hush Name" }, headers);
    const insert = vi.spyOn(MessageStore.prototype, "insert").mockImplementation((_, { text }) => {
      throw new Error(`cannot store ${text} of ${ada.welcome.you.token}`);
    });
    const answer = await ada.request("message:send", { nonce: "hush", text: "hush text" });
    insert.mockRestore();
    expect(answer).toMatchObject({ ok: false, error: { code: "internal" } });
    expect(JSON.stringify(answer)).not.toContain("hush");
    expect(entries()).toEqual([
      {
        event: "room.request",
        room: expect.stringMatching(/^[0-9a-f]{64}$/),
        request: "8f1a2b3c4d5e6f70-AMS",
        error: "Error",
        at: expect.any(String),
      },
    ]);
    expect(lines.join()).not.toMatch(SECRETS);
  });

  it("of a flooder has the room and the request id, and not who it is", async () => {
    const hushFlood = uniqueRoom("hush-flood");
    const ada = await SocketClient.join(hushFlood, { name: "Hush Name" }, headers);
    await ada.flood("message:send", (number) => ({ nonce: `${number}`, text: "hush text" }));
    expect(entries()).toEqual([
      { event: "room.created", room: expect.any(String), visibility: "public" },
      { event: "room.flood", room: expect.any(String), request: "8f1a2b3c4d5e6f70-AMS" },
    ]);
    expect(lines.join()).not.toContain(ada.welcome.you.id);
    expect(lines.join()).not.toMatch(SECRETS);
  });

  it("has no line for successful requests, nor for errors of clients", async () => {
    const hush = uniqueRoom("hush");
    const ada = await SocketClient.join(hush, { name: "Hush Name" }, headers);
    await ada.request("message:send", { nonce: "1", text: "hush text" });
    await ada.request("message:send", { nonce: "1", text: 7 });
    await SocketClient.connect(hush, { token: "hush.token" });
    await send(`/rooms/${hush}?hush=1`, { headers: { Cookie: "session=hush" } });
    await send("/hush", { method: "POST", body: "hush" });
    ada.leave();
    await ada.disconnected();
    expect(entries()).toEqual([{ event: "room.created", room: expect.any(String), visibility: "public" }]);
  });

  it("says when a room is created, when its owner bans a person, and when it is deleted, and not who", async () => {
    const hush = uniqueRoom("hush");
    const ada = await SocketClient.join(hush, { name: "Hush Name" }, headers);
    const ben = await SocketClient.join(hush, { name: "Hush Ben" }, headers);
    await ada.request("message:send", { nonce: "1", text: "hush text" });
    await ada.request("message:send", { nonce: "2", text: "hush text" });
    await ada.request("member:ban", { id: ben.welcome.you.id, on: true });
    await ada.request("member:ban", { id: ben.welcome.you.id, on: false });
    await ada.request("room:delete", {});
    await expect
      .poll(() => entries().map(({ event }) => event))
      .toEqual(["room.created", "room.banned", "room.unbanned", "room.deleted"]);
    expect(new Set(entries().map(({ room }) => room)).size).toBe(1);
    expect(lines.join()).not.toMatch(SECRETS);
    expect(lines.join()).not.toContain(ben.welcome.you.id);
  });
});

describe("room.reported", () => {
  it("is logged once for each new report, with the reason, and neither who nor what", async () => {
    const hush = uniqueRoom("hush");
    const ada = await SocketClient.join(hush, { name: "Hush Name" });
    await ada.request("message:send", { nonce: "1", text: "hush text" });
    const ben = await SocketClient.join(hush, { name: "Hush Ben" });
    const report = { seq: 1, reason: "spam", words: "hush words" };
    expect(await ben.request("message:report", report)).toEqual({ ok: true });
    expect(await ben.request("message:report", report)).toEqual({ ok: true });
    expect(await ada.request("message:report", report)).toMatchObject({ ok: false });
    expect(entries().filter(({ event }) => event === "room.reported")).toEqual([
      { event: "room.reported", room: expect.stringMatching(/^[0-9a-f]{64}$/), reason: "spam" },
    ]);
    expect(lines.join()).not.toMatch(SECRETS);
    expect(lines.join()).not.toContain(ben.welcome.you.id);
  });
});

describe("a request's id", () => {
  it("is the edge's if there is one, and never one from a client", () => {
    const id = (headers: HeadersInit) => requestIdOf(new Headers(headers));
    expect(id({ "CF-Ray": "8f1a2b3c4d5e6f70-AMS" })).toBe("8f1a2b3c4d5e6f70-AMS");
    const madeUp: HeadersInit[] = [{}, { "CF-Ray": "evil {}" }, { "X-Request-Id": "evil" }];
    for (const made of madeUp) {
      expect(id(made)).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect(requestIdIn({ "cf-ray": "8f1a2b3c4d5e6f70-AMS" }, "sid")).toBe("8f1a2b3c4d5e6f70-AMS");
    for (const made of [{}, { "cf-ray": "evil {}" }, { "x-request-id": "evil" }]) {
      expect(requestIdIn(made, "sid")).toMatch(/^[0-9a-f]{16}$/);
      expect(requestIdIn(made, "sid")).toBe(requestIdIn({}, "sid"));
      expect(requestIdIn(made, "sid")).not.toBe(requestIdIn(made, "another"));
    }
  });

  it("from a client does not reach the room", async () => {
    const madeUpId = uniqueRoom("made-up-id");
    const ada = await SocketClient.join(madeUpId, {}, { "X-Request-Id": "made up" });
    for (let i = 0; i < 700; i++) ada.emit("typing", { active: true });
    await ada.waitFor("goodbye");
    expect(lines.join()).not.toContain("made up");
  });
});
