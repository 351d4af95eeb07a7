import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newSession, renewSession, SESSION_SECONDS, Signer } from "../../src/auth/session.ts";
import { sessionSigner } from "../../src/auth/session-signer.ts";
import { corsFor, isAllowedOrigin } from "../../src/config/origins.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, ORIGIN, send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

const EVIL = "https://evil.example";
const base64url = (text: string) => btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const codeOf = ({ rejection }: SocketClient) => rejection?.data.code;
const tokenOf = ({ welcome }: SocketClient) => welcome.you.token ?? "";

/** The cookie of a browser that has opened a page. */
async function cookieOfPage(): Promise<string> {
  const page = await send("/rooms/identity");
  return page.headers.get("Set-Cookie")?.split(";")[0] ?? "";
}

describe("no one can impersonate another person", () => {
  it("with a token that was forged, changed, swapped, truncated or signed with another secret", async () => {
    const room = uniqueRoom("identity");
    const [ada, mallory] = [await SocketClient.join(room), await SocketClient.join(room)];
    const [adas, own] = [tokenOf(ada), tokenOf(mallory)];
    const session = { id: ada.welcome.you.id, name: "Ada", expires: 9_999_999_999 };
    const payload = base64url(JSON.stringify(session));
    const elsewhere = await Signer.from(["the secret of another deployment"]);
    for (const token of [
      `${payload}.${own.split(".")[1]}`,
      `${adas.split(".")[0]}.${own.split(".")[1]}`,
      `${payload}.`,
      `${payload}.${base64url("none")}`,
      payload,
      adas.slice(0, -2),
      `${adas}.${own.split(".")[1]}`,
      `.${adas}`,
      await elsewhere.sign(session),
    ]) {
      expect(codeOf(await SocketClient.connect(room, { token }))).toBe("unauthorized");
    }
  });

  it("with an expired token, in auth, as a cookie or as a bearer token", async () => {
    const room = uniqueRoom("identity");
    const signer = await sessionSigner(env);
    const long = Date.now() - SESSION_SECONDS * 1_000 - 1_000;
    const token = await signer.sign(renewSession(newSession(long), long));
    expect(codeOf(await SocketClient.connect(room, { token }))).toBe("unauthorized");
    const visitor = await SocketClient.join(room, {}, { Cookie: `__Host-session=${token}` });
    expect(visitor.welcome.you.token).toBeDefined();
    const response = await send("/api/rooms", {
      method: "POST",
      headers: { ...bearer(token), "Content-Type": "application/json" },
      body: '{"name":"expired"}',
    });
    expect(response.status).toBe(401);
  });

  it("by replaying the ids that recover or wake a connection", async () => {
    const replay = uniqueRoom("replay");
    const identity = uniqueRoom("identity");
    const ada = await SocketClient.join(replay, { name: "Ada" });
    const ids = [ada.socketId, ada.engineId, ada.welcome.you.id];
    for (const pid of ids) {
      const mallory = await SocketClient.join(replay, {
        pid,
        offset: "",
        sid: pid,
        id: ada.welcome.you.id,
      } as object);
      expect(mallory.welcome.you.id).not.toBe(ada.welcome.you.id);
      expect(ids).not.toContain(mallory.socketId);
      mallory.leave();
    }
    const stolen = await send(`/rooms/${replay}/socket.io/?EIO=4&transport=polling&sid=${ada.engineId}`);
    expect(stolen.status).toBe(400);
    const otherRoom = await send(`/rooms/${identity}/socket.io/?EIO=4&transport=polling&sid=${ada.engineId}`);
    expect(otherRoom.status).toBe(400);
    expect(await ada.request("message:send", { nonce: "1", text: "still me" })).toMatchObject({
      message: { from: { id: ada.welcome.you.id, name: "Ada" } },
    });
  });

  it("with an author, an id or a time in a payload", async () => {
    const room = uniqueRoom("author");
    const [ada, mallory] = [
      await SocketClient.join(room),
      await SocketClient.join(room, { name: "Mallory" }),
    ];
    const { id } = ada.welcome.you;
    const payload = { nonce: "1", text: "x", from: { id, name: "Ada" }, author: id, id, seq: 99, at: 1 };
    const answer = await mallory.request("message:send", payload);
    expect(answer).toMatchObject({
      message: { seq: 1, from: { id: mallory.welcome.you.id, name: "Mallory" } },
    });
    expect((answer as unknown as { message: { at: number } }).message.at).toBeGreaterThan(1);
  });

  it("with a nonce: a message of another person with the same nonce is not returned", async () => {
    const room = uniqueRoom("nonce");
    const [ada, mallory] = [await SocketClient.join(room), await SocketClient.join(room)];
    await ada.request("message:send", { nonce: "same", text: "hers" });
    expect(await mallory.request("message:send", { nonce: "same", text: "his", after: 0 })).toMatchObject({
      message: { seq: 2, text: "his" },
    });
  });

  it("with their name: the id stays the same, and permissions depend on the id", async () => {
    const room = uniqueRoom("name");
    const owner = await SocketClient.join(room, { name: "Owner" });
    await owner.request("message:send", { nonce: "1", text: "mine" });
    const mallory = await SocketClient.join(room, { name: "Owner" });
    expect(await mallory.request("room:update", { locked: true })).toMatchObject({
      error: { code: "forbidden" },
    });
  });
});

describe("a page of another origin", () => {
  const socketIo = "/rooms/foreign/socket.io/?EIO=4&transport=";

  it("cannot open a WebSocket, with a visitor's cookie or without", async () => {
    for (const Origin of [EVIL, "null", `${ORIGIN}.evil.example`, "http://chat.example:8080", "file://"]) {
      for (const Cookie of [await cookieOfPage(), ""]) {
        const response = await send(`${socketIo}websocket`, {
          headers: { Origin, Cookie, Upgrade: "websocket" },
        });
        expect([response.status, response.webSocket]).toEqual([403, null]);
      }
    }
  });

  it("cannot long-poll: neither open a session nor use one", async () => {
    const headers = { Cookie: await cookieOfPage() };
    const opened = await send(`${socketIo}polling`, { headers: { ...headers, Origin: ORIGIN } });
    const sid = JSON.parse((await opened.text()).slice(1)).sid as string;
    const foreign = { ...headers, Origin: EVIL };
    const answers = await Promise.all([
      send(`${socketIo}polling`, { headers: foreign }),
      send(`${socketIo}polling&sid=${sid}`, { headers: foreign }),
      send(`${socketIo}polling&sid=${sid}`, { method: "POST", headers: foreign, body: "40" }),
      send(`${socketIo}polling&sid=${sid}`, { method: "OPTIONS", headers: foreign }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
    }
  });

  it("cannot create a room with a visitor's cookie, by script or by form", async () => {
    const Cookie = await cookieOfPage();
    const post = (headers: Record<string, string>, body: string) =>
      send("/api/rooms", { method: "POST", headers: { Cookie, ...headers }, body });
    const json = '{"name":"forged-room"}';
    expect((await post({ Origin: EVIL, "Content-Type": "application/json" }, json)).status).toBe(403);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      expect((await post({ Origin: EVIL, "Content-Type": type }, json)).status).toBe(403);
      // Old browsers without an Origin header still cannot send JSON from a form.
      expect((await post({ "Content-Type": type }, json)).status).toBe(400);
    }
  });

  it("cannot read the API: no response allows its origin", async () => {
    const room = uniqueRoom("foreign");
    for (const path of ["/api/health", `/api/rooms/${room}/messages`, `/rooms/${room}`]) {
      const response = await send(path, { headers: { Origin: EVIL } });
      expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
    }
  });
});

describe("allowed origins", () => {
  const friends = "https://friend.example, https://other.example:8443";

  it.each([
    [null, friends, true],
    [undefined, undefined, true],
    ["https://chat.example", undefined, true],
    ["https://friend.example", friends, true],
    ["https://other.example:8443", friends, true],
    ["https://friend.example:444", friends, false],
    ["https://friend.example.evil.example", friends, false],
    ["http://friend.example", friends, false],
    ["https://evil.example", "*", true],
    ["null", friends, false],
    ["", friends, false],
    ["https://chat.example@evil.example", undefined, false],
  ])("%s with %s: %s", (origin, allowed, expected) => {
    expect(isAllowedOrigin(origin, "chat.example", allowed)).toBe(expected);
  });

  it("may send credentials if they are listed by name, not by a wildcard", () => {
    expect(corsFor(undefined)).toBeUndefined();
    expect(corsFor("*")).toEqual({ origin: "*", credentials: false });
    expect(corsFor(friends)).toEqual({ origin: friends.split(", "), credentials: true });
  });
});
