/** Clients that join with the request that opens their WebSocket. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { sessionCookie } from "../../src/auth/cookie.ts";
import { newSession } from "../../src/auth/session.ts";
import { sessionSigner } from "../../src/auth/session-signer.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { HAS_RELAYS } from "./has-relays.ts";
import { SocketClient } from "./socket-client.ts";

const joinWithHandshake = (room: string, query = "", headers: HeadersInit = {}): Promise<SocketClient> =>
  SocketClient.connect(room, {}, headers, { connectPackets: 0, query: `&join=1${query}` });

async function browserCookie(): Promise<{ id: string; headers: Record<string, string> }> {
  const session = newSession(Date.now());
  const cookie = await sessionCookie(session, true, await sessionSigner(env));
  return { id: session.id, headers: { Cookie: cookie.split(";")[0] ?? "" } };
}

describe("a client that joins with its handshake", () => {
  test("gets everything in one frame, as the person of its cookie, and talks as any other", async () => {
    const room = uniqueRoom("handshake");
    const { id, headers } = await browserCookie();
    const other = await SocketClient.join(room);
    const client = await joinWithHandshake(room, "&v=2&heartbeat=client", headers);
    expect(client.welcome).toMatchObject({ v: 2, room, you: { id }, memberCount: 2, gap: false });
    expect(client.welcome.you.token).toBeUndefined();
    // A relay hears from the room what to send.
    if (!HAS_RELAYS) expect(client.frames).toHaveLength(1);
    await other.waitFor("presence", ({ joined }) => joined.some((member) => member.id === id));
    expect(await client.request("message:send", { nonce: "one", text: "Hello" })).toMatchObject({ ok: true });
    await other.waitFor("messages", (messages) => messages.some(({ text }) => text === "Hello"));
    client.leave();
    await other.waitFor("presence", ({ left }) => left.includes(id));
  });

  test("resumes where it says", async () => {
    const room = uniqueRoom("handshake");
    const other = await SocketClient.join(room);
    for (const text of ["one", "two", "three"]) await other.request("message:send", { nonce: text, text });
    const all = (await joinWithHandshake(room)).welcome;
    expect(all.messages.map(({ text }) => text)).toEqual(["one", "two", "three"]);
    const [, second] = all.messages;
    const resumed = await joinWithHandshake(
      room,
      `&lastSeq=${second?.seq}&lastAt=${second?.at}&rev=${all.rev}`,
    );
    expect(resumed.welcome.messages.map(({ text }) => text)).toEqual(["three"]);
    expect(resumed.welcome.gap).toBe(false);
    const elsewhere = await joinWithHandshake(room, `&lastSeq=${second?.seq}&lastAt=1`);
    expect(elsewhere.welcome).toMatchObject({ gap: true });
  });

  test.each(["&lastSeq=x", "&lastSeq=", "&v=-1", "&rev=1.5", "&lastAt=Infinity"])(
    "is rejected with %s, and may try again with CONNECT",
    async (query) => {
      const client = await joinWithHandshake(uniqueRoom("handshake"), query);
      expect(client.rejection?.data.code).toBe("invalid");
      client.sendFrame("40");
      await client.waitFor("welcome");
    },
  );

  test("is rejected by a private room, whose passphrase is for CONNECT", async () => {
    const room = uniqueRoom("handshake");
    const owner = await SocketClient.join(room);
    await owner.request("message:send", { nonce: "one", text: "Mine" });
    await owner.request("room:update", { visibility: "private" });
    await owner.request("passphrase:set", { passphrase: "open sesame" });
    const client = await joinWithHandshake(room, "&passphrase=open%20sesame");
    expect(client.rejection?.data).toMatchObject({ code: "forbidden", passphrase: true });
    client.sendFrame('40{"passphrase":"open sesame"}');
    expect(await client.waitFor("welcome")).toMatchObject({ room });
  });

  test("takes neither a name nor a token from its address", async () => {
    const room = uniqueRoom("handshake");
    const ada = await SocketClient.join(room, { name: "Ada" });
    const client = await joinWithHandshake(room, `&name=Grace&token=${ada.welcome.you.token}`);
    expect(client.welcome.you.id).not.toBe(ada.welcome.you.id);
    expect(client.welcome.you.name).not.toBe("Grace");
  });
});
