/**
 * What owners and operators do over HTTP reaches every client of a room. In the project `relays` all but the first client are on relays,
 * each on another one.
 */
import { describe, expect, it } from "vitest";
import type { Invite, Message, NewBot, ReportsPage } from "../../src/shared/contract/index.ts";
import { uniqueAddress, uniqueRoom } from "../support/rooms.ts";
import { bearer, codeOf, send } from "./app.ts";
import { operate } from "./operator-client.ts";
import { evict, rejoin } from "./owned-room.ts";
import { say } from "./permission-rooms.ts";
import { SocketClient } from "./socket-client.ts";

/** A room with a reader, who came first, its owner, and a guest with two tabs. */
async function openRoom(kind: string) {
  const room = uniqueRoom(kind);
  const reader = await SocketClient.join(room, { name: "Reader" });
  const owner = await SocketClient.join(room, { name: "Owner" });
  const guest = await SocketClient.join(room, { name: "Guest" });
  const tab = await rejoin(room, guest);
  await say(owner, "my room");
  const all = [reader, owner, guest, tab];
  for (const client of all) await client.waitFor("messages");
  const { id: guestId } = guest.welcome.you;
  return { room, reader, owner, guest, tab, all, guestId };
}

/** Sends a request to a room as one of its people, which succeeds. @returns the answer */
async function call(who: SocketClient, method: string, room: string, path: string, body?: object) {
  const response = await send(`/api/rooms/${room}${path}`, {
    method,
    headers: { ...bearer(who), ...(body && { "Content-Type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  expect(answer, `${method} ${path}`).toMatchObject({ ok: true });
  return answer;
}

/** Waits until a client has been told why it is disconnected, and is. */
async function ends(client: SocketClient, reason: object): Promise<void> {
  await client.disconnected();
  expect(client.all("goodbye")).toMatchObject([reason]);
}

const isLeft =
  (...ids: string[]) =>
  ({ left }: { left: string[] }) =>
    ids.every((id) => left.includes(id));

describe("over HTTP, an owner", () => {
  it("changes settings and messages in front of everyone", async () => {
    const { room, owner, guest, all, guestId } = await openRoom("effects-settings");
    await call(owner, "PATCH", room, "", { topic: "About us", slowMode: 5 });
    for (const client of all)
      await client.waitFor("room", ({ topic, slowMode }) => topic === "About us" && slowMode === 5);
    await call(owner, "PATCH", room, "", { slowMode: 0 });
    const seq = await say(guest, "frist");
    await say(guest, "second");
    const changed = (find: (message: Message) => boolean) =>
      Promise.all(all.map((client) => client.waitFor("changes", ({ messages }) => messages.some(find))));
    await call(guest, "PATCH", room, `/messages/${seq}`, { text: "first" });
    await changed(({ text }) => text === "first");
    await call(owner, "PUT", room, `/messages/${seq}/reactions/${encodeURIComponent("👍")}`);
    await changed(({ reactions = [] }) => reactions.some(({ emoji }) => emoji === "👍"));
    await call(owner, "DELETE", room, `/messages/${seq}`);
    await changed((message) => message.seq === seq && message.deleted === true);
    await call(owner, "DELETE", room, `/members/${guestId}/messages`);
    for (const client of all) await client.waitFor("changes", ({ erased }) => erased === guestId);
  });

  it("mutes and bans a person in all tabs, and lets them back", async () => {
    const { room, reader, owner, guest, tab, guestId } = await openRoom("effects-sanctions");
    for (const [method, on] of [
      ["PUT", true],
      ["DELETE", false],
    ] as const) {
      await call(owner, method, room, `/muted/${guestId}`);
      for (const client of [guest, tab]) {
        await client.waitFor("muted", (muted) => muted.on === on);
        const answer = await client.request("message:send", { nonce: crypto.randomUUID(), text: "hello" });
        expect(codeOf(answer)).toBe(on ? "muted" : undefined);
      }
    }
    expect(reader.all("muted")).toEqual([]);
    // A room that has just woken finds them, too.
    await evict(room);
    await call(owner, "PUT", room, `/banned/${guestId}`);
    for (const client of [guest, tab]) await ends(client, { code: "banned" });
    for (const client of [reader, owner]) await client.waitFor("presence", isLeft(guestId));
    expect((await rejoin(room, guest)).rejection?.data.code).toBe("banned");
    await call(owner, "DELETE", room, `/banned/${guestId}`);
    const back = await rejoin(room, guest);
    await say(back, "thank you");
    await reader.waitFor("messages", (messages) => messages.some(({ text }) => text === "thank you"));
  });

  it("ends invites, guests and bots where they are connected", async () => {
    const { room, reader, owner, guest, tab, all, guestId } = await openRoom("effects-access");
    await call(owner, "PATCH", room, "", { visibility: "private" });
    for (const client of all) await client.waitFor("room", ({ visibility }) => visibility === "private");
    const { token: invite } = (await call(owner, "POST", room, "/invite")) as unknown as Invite;
    const invited = await SocketClient.join(room, { name: "Invited", invite });
    await call(owner, "PUT", room, "/passphrase", { passphrase: "open sesame" });
    await SocketClient.join(room, { name: "Knows", passphrase: "open sesame" });
    await call(owner, "DELETE", room, "/invite");
    await call(owner, "PUT", room, "/passphrase", { passphrase: null });
    for (const auth of [{ invite }, { passphrase: "open sesame" }])
      expect((await SocketClient.connect(room, auth)).rejection?.data.code).toBe("forbidden");
    // Those who used one stay, until they are removed.
    await say(invited, "still here");
    for (const id of [invited.welcome.you.id, guestId]) await call(owner, "DELETE", room, `/guests/${id}`);
    for (const client of [invited, guest, tab]) await ends(client, { code: "forbidden" });
    await reader.waitFor("presence", isLeft(guestId));

    const { bot, token } = (await call(owner, "POST", room, "/bots", {
      name: "Herald",
    })) as unknown as NewBot;
    const herald = await SocketClient.join(room, { token });
    // Of a visitor who leaves before their arrival is announced, no one hears.
    await owner.waitFor("presence", ({ joined }) => joined.some(({ id }) => id === bot.id));
    await call(owner, "DELETE", room, `/bots/${bot.id}`);
    await ends(herald, { code: "unauthorized" });
    await owner.waitFor("presence", isLeft(bot.id));
  });

  it("hands the room over, and a new owner deletes it for everyone", async () => {
    const { room, owner, guest, all, guestId } = await openRoom("effects-handover");
    await call(owner, "PUT", room, "/owner", { id: guestId });
    for (const client of all) await client.waitFor("room", (settings) => settings.owner === guestId);
    expect(codeOf(await owner.request("room:update", { topic: "mine?" }))).toBe("forbidden");
    await evict(room);
    await call(guest, "DELETE", room, "");
    for (const client of all) await ends(client, { code: "not_found" });
  });

  it("learns of reports by socket and by HTTP, and no one else does", async () => {
    const { room, reader, owner, guest, tab } = await openRoom("effects-reports");
    const seq = await say(reader, "buy this");
    await call(guest, "POST", room, `/messages/${seq}/reports`, { reason: "spam" });
    await owner.waitFor("reported", ({ open }) => open === 1);
    await evict(room);
    expect(await reader.request("message:report", { seq: 1, reason: "other" })).toEqual({ ok: true });
    await owner.waitFor("reported", ({ open }) => open === 2);
    const { reports } = (await call(owner, "GET", room, "/reports")) as unknown as ReportsPage;
    expect(reports.map((report) => report.seq).toSorted()).toEqual([1, seq]);
    for (const { id } of reports) await call(owner, "DELETE", room, `/reports/${id}`);
    expect(await call(owner, "GET", room, "/reports")).toMatchObject({ reports: [], open: 0 });
    for (const client of [reader, guest, tab]) expect(client.all("reported")).toEqual([]);
  });
});

describe("an operator", () => {
  it("closes and opens a room in front of everyone, and deletes it", async () => {
    const { room, owner, all } = await openRoom("effects-operator");
    for (const on of [true, false]) {
      const seen = all.map((client) => client.all("room").length);
      expect(await operate("POST", `/rooms/${room}/close`, { on })).toMatchObject({ changed: true });
      for (const [index, client] of all.entries()) {
        await client.until(() => client.all("room").length > (seen[index] ?? 0));
        expect(client.all("room").at(-1)?.closed).toBe(on || undefined);
      }
      const answer = await owner.request("message:send", { nonce: crypto.randomUUID(), text: "hello" });
      expect(codeOf(answer)).toBe(on ? "locked" : undefined);
    }
    await evict(room);
    expect(await operate("DELETE", `/rooms/${room}`, {})).toMatchObject({ changed: true });
    for (const client of all) await ends(client, { code: "not_found" });
  });

  it("bans a person in all rooms, with all their tabs", async () => {
    const { room, reader, guest, tab, guestId } = await openRoom("effects-ban-first");
    const second = await openRoom("effects-ban-second");
    const there = await rejoin(second.room, guest);
    await expect
      .poll(async () => (await operate("GET", `/rooms?query=${second.room}`)).rooms)
      .toHaveLength(1);
    await evict(second.room);
    expect(await operate("POST", "/bans", { person: guestId, room })).toMatchObject({ changed: true });
    for (const client of [guest, tab, there]) await ends(client, { code: "banned" });
    await reader.waitFor("presence", isLeft(guestId));
    for (const client of second.all) expect(client.all("goodbye")).toEqual([]);
    expect(await operate("DELETE", "/bans", { person: guestId })).toMatchObject({ changed: true });
  });

  it("bans a network, also in a room that slept", async () => {
    const { room, reader, all } = await openRoom("effects-ban-network");
    const address = uniqueAddress();
    const [first, other] = [
      await SocketClient.join(room, {}, { "CF-Connecting-IP": address }),
      await SocketClient.join(room, {}, { "CF-Connecting-IP": uniqueAddress() }),
    ];
    const second = await SocketClient.join(room, {}, { "CF-Connecting-IP": address.replace(/1$/, "2") });
    await evict(room);
    expect(await operate("POST", "/bans", { network: address, room })).toMatchObject({ changed: true });
    for (const client of [first, second]) await ends(client, { code: "banned" });
    for (const { welcome } of [first, second]) await reader.waitFor("presence", isLeft(welcome.you.id));
    for (const client of [...all, other]) expect(client.all("goodbye")).toEqual([]);
    const { bans } = (await operate("GET", "/bans?limit=100")) as unknown as { bans: { value: string }[] };
    const ban = bans.find(({ value }) => address.startsWith(`${value}:`));
    expect(await operate("DELETE", "/bans", { network: ban?.value })).toMatchObject({ changed: true });
  });
});
