import { describe, expect, it } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { codeOf, send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

/** The stored messages of a public room. */
const stored = async (room: string) =>
  ((await (await send(`/api/rooms/${room}/messages`)).json()) as { messages: { text: string }[] }).messages;

describe("an invalid request", () => {
  it.each([
    ["message:send", {}, "invalid"],
    ["message:send", null, "invalid"],
    ["message:send", [], "invalid"],
    ["message:send", { nonce: "1", text: "" }, "invalid"],
    ["message:send", { nonce: "1", text: " \n " }, "invalid"],
    ["message:send", { nonce: "1", text: 42 }, "invalid"],
    ["message:send", { nonce: "1", text: "x".repeat(100_000) }, "too_large"],
    ["message:send", { nonce: "n".repeat(65), text: "x" }, "too_large"],
    ["history:get", { before: 1, after: 1 }, "invalid"],
    ["history:get", { limit: 1.5 }, "invalid"],
    ["typing", { active: "yes" }, "invalid"],
    ["profile:set", {}, "invalid"],
    ["launch:rocket", {}, "unknown_event"],
    ["constructor", {}, "unknown_event"],
    ["__proto__", {}, "unknown_event"],
    ["error", {}, "unknown_event"],
    ["history:get", [], "invalid"],
    ["room:update", [{ topic: "x" }], "invalid"],
    ["invite:create", [], "invalid"],
  ])("%s %j is answered with an error code and changes nothing", async (event, payload, expected) => {
    const misfits = uniqueRoom("misfits");
    const ada = await SocketClient.join(misfits);
    const answer = await ada.request(event, payload);
    expect(answer).toEqual({ ok: false, error: { code: expected, message: expect.stringMatching(/\w/) } });
    expect(await stored(misfits)).toEqual([]);
  });

  it("without a payload or an acknowledgement does not break the room", async () => {
    const bare = uniqueRoom("bare");
    const ada = await SocketClient.join(bare);
    expect(codeOf((await ada.request("message:send")) as never)).toBe("invalid");
    ada.emit("message:send");
    ada.emit("launch:rocket");
    ada.emit("message:send", { nonce: "1", text: "valid, but not acknowledged" });
    expect((await ada.waitFor("messages"))[0]?.text).toBe("valid, but not acknowledged");
    expect(await stored(bare)).toHaveLength(1);
  });

  it("is rate limited after too many, with the time to wait", async () => {
    const flood = uniqueRoom("flood");
    const ada = await SocketClient.join(flood);
    const answers = await Promise.all(Array.from({ length: 300 }, () => ada.request("history:get", {})));
    const refused = answers.filter((answer) => !answer.ok);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ error: { code: "rate_limited", retryAfter: expect.any(Number) } });
  });
});

describe("auth", () => {
  it.each([
    [{ name: "" }, "invalid"],
    [{ name: 7 }, "invalid"],
    [{ name: "x".repeat(41) }, "too_large"],
    [{ lastSeq: -1 }, "invalid"],
    [{ lastSeq: "1" }, "invalid"],
    [{ token: {} }, "invalid"],
    [{ token: "forged.token" }, "unauthorized"],
    [{ token: "" }, "unauthorized"],
  ])("%j is rejected with a reason", async (auth, expected) => {
    const { rejection } = await SocketClient.connect(uniqueRoom("auth"), auth);
    expect(rejection).toEqual({
      message: expect.any(String),
      data: { code: expected, message: rejection?.message },
    });
  });

  it("with a session token has that identity, and an invalid token is rejected", async () => {
    const tokenRoom = uniqueRoom("token");
    const ada = await SocketClient.join(tokenRoom, { name: "Ada" });
    const bob = await SocketClient.join(tokenRoom, { name: "Bob" });
    const [adas, bobs] = [ada.welcome.you.token ?? "", bob.welcome.you.token ?? ""];
    ada.leave();
    expect((await SocketClient.join(tokenRoom, { token: adas })).welcome.you).toMatchObject({
      id: ada.welcome.you.id,
      name: "Ada",
    });
    const swapped = `${adas.split(".")[0]}.${bobs.split(".")[1]}`;
    expect((await SocketClient.connect(tokenRoom, { token: swapped })).rejection?.data.code).toBe(
      "unauthorized",
    );
  });

  it("by cookie has the visitor's identity, and the client gets no token", async () => {
    const cookie = uniqueRoom("cookie");
    const page = await send(`/rooms/${cookie}`);
    const Cookie = page.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const first = await SocketClient.join(cookie, {}, { Cookie });
    const second = await SocketClient.join(cookie, { token: "long since invalid" }, { Cookie });
    expect(first.welcome.you).toEqual({ id: expect.any(String), name: expect.any(String) });
    expect(second.welcome.you).toEqual(first.welcome.you);
  });
});
