/** What operators do in rooms, and what the people there see of it. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { operationsStub } from "../../src/operator/operations-stub.ts";
import { NoAnswer } from "../../src/platform/with-timeout.ts";
import { uniqueAddress, uniqueRoom, uniqueWord } from "../support/rooms.ts";
import { bearer, codeOf, failure, send } from "./app.ts";
import { operate } from "./operator-client.ts";
import { createRoom, evict, ownedRoom, rejoin } from "./owned-room.ts";
import { SocketClient } from "./socket-client.ts";

const say = (client: SocketClient, text: string) =>
  client.request("message:send", { nonce: text.replaceAll(" ", "-"), text });

const post = (path: string, body: object, client?: SocketClient) =>
  send(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...bearer(client) },
    body: JSON.stringify(body),
  });

/** The acts in the audit log about a room, the oldest first. */
async function actsIn(room: string): Promise<string[]> {
  const { entries } = await operate("GET", `/audit?room=${room}`);
  return (entries as { act: string; outcome: string }[])
    .map(({ act, outcome }) => `${act} ${outcome}`)
    .toReversed();
}

/** Works on the storage of the object that has the bans. */
async function inOperations(work: (storage: DurableObjectStorage) => Promise<void>): Promise<void> {
  const operations = operationsStub(env);
  if (operations === undefined) throw new Error("the tests have operators");
  await runInDurableObject(operations, (_, { storage }) => work(storage));
}

describe("an operator", () => {
  it("finds a private room by its name, and sees what matters, but no message", async () => {
    const name = uniqueRoom("hidden");
    const { owner, guest } = await ownedRoom(name);
    await owner.request("room:update", { visibility: "private", topic: "secret" });
    await owner.request("member:mute", { id: guest.welcome.you.id, on: true });
    const answer = await operate("GET", `/rooms/${name}`);
    const { id } = owner.welcome.you;
    expect(answer).toMatchObject({
      ok: true,
      room: {
        name,
        exists: true,
        owner: { id, name: "Owner" },
        settings: { visibility: "private", topic: "secret" },
        people: 2,
        messages: 1,
        lastAt: expect.any(Number),
        muted: [{ name: "Guest" }],
      },
    });
    expect(JSON.stringify(answer)).not.toContain("my room");
    await expect
      .poll(() => operate("GET", `/rooms?query=${name.slice(3)}`))
      .toMatchObject({ rooms: [{ name, path: `/rooms/${name}` }] });
    expect(await operate("GET", `/rooms/${uniqueRoom("nothing")}`)).toMatchObject({
      room: { exists: false, people: 0, messages: 0 },
    });
    expect(await operate("GET", "/rooms/%2e%2e%2f")).toMatchObject({ status: 400 });
  });

  it("closes a room for everyone, its owner included, and opens it again", async () => {
    const room = uniqueRoom("closed");
    const { owner, guest } = await ownedRoom(room);
    const reason = "under investigation";
    expect(await operate("POST", `/rooms/${room}/close`, { on: true, reason })).toMatchObject({
      changed: true,
    });
    expect(await operate("POST", `/rooms/${room}/close`, { on: true })).toMatchObject({ changed: false });
    await guest.waitFor("room", (settings) => settings.closed === true);
    for (const client of [owner, guest]) expect(codeOf(await say(client, "hello"))).toBe("locked");
    for (const [event, payload] of [
      ["room:update", { topic: "x" }],
      ["room:delete", {}],
      ["member:ban", { id: guest.welcome.you.id, on: true }],
    ] as const)
      expect(codeOf(await owner.request(event, payload))).toBe("locked");
    expect(codeOf(await (await createRoom({ name: room, topic: "x" }, bearer(owner))).json())).toBe("locked");
    // Its owner may take it away as a file, and no one else.
    const exported = (who: SocketClient, query = "") =>
      send(`/api/rooms/${room}/export${query}`, { headers: bearer(who) });
    for (const query of ["", "?format=ndjson"]) {
      const file = await exported(owner, query);
      const text = new TextDecoder().decode(await file.arrayBuffer());
      expect([file.status, text]).toEqual([200, expect.stringContaining("my room")]);
      expect((await exported(guest, query)).status).toBe(403);
    }
    await evict(room);
    expect((await rejoin(room, guest)).welcome).toMatchObject({ settings: { closed: true }, lastSeq: 1 });
    expect(await operate("POST", `/rooms/${room}/close`, { on: false })).toMatchObject({ changed: true });
    expect(await say(owner, "again")).toMatchObject({ ok: true });
    expect(await actsIn(room)).toEqual(["room:close done", "room:close unchanged", "room:open done"]);
  });

  it("closes a private room for people who come with its invite or passphrase, until it is open again", async () => {
    const room = uniqueRoom("closed-private");
    const { owner } = await ownedRoom(room);
    await owner.request("room:update", { visibility: "private" });
    const passphrase = "correct horse battery";
    expect(await owner.request("passphrase:set", { passphrase })).toMatchObject({ ok: true });
    await operate("POST", `/rooms/${room}/close`, { on: true });
    const stranger = () => SocketClient.connect(room, { passphrase });
    expect((await stranger()).rejection).toMatchObject({ data: { code: "locked" } });
    await operate("POST", `/rooms/${room}/close`, { on: false });
    expect((await stranger()).rejection).toBeUndefined();
  });

  it("deletes a room, and takes a name from someone for a person with a link", async () => {
    const room = uniqueRoom("reclaimed");
    const { owner, guest } = await ownedRoom(room);
    expect(await operate("POST", `/rooms/${room}/reclaim`, { reason: "squatting" })).toMatchObject({
      changed: true,
    });
    expect(await guest.waitFor("goodbye")).toMatchObject({
      code: "not_found",
      message: "An operator of this server has deleted this room.",
    });
    // Nobody can take the name meanwhile, also not by writing.
    const squatter = await SocketClient.join(room);
    expect(codeOf(await say(squatter, "mine"))).toBe("locked");
    expect(codeOf(await (await createRoom({ name: room }, bearer(owner))).json())).toBe("locked");
    const made = await operate("POST", `/rooms/${room}/owner-link`, {});
    expect(made).toMatchObject({ status: 201, path: expect.stringContaining("/sign-in#owner=") });
    const { link } = made as unknown as { link: string };
    const heir = await SocketClient.join(uniqueRoom("elsewhere"));
    const open = async (client: SocketClient | undefined, value = link, name = room) =>
      (await post(`/api/rooms/${name}/owner-link`, { link: value }, client)).json();
    expect(await open(heir, link, uniqueRoom("other"))).toMatchObject(failure("not_found"));
    expect(await open(heir, "guessed")).toMatchObject(failure("not_found"));
    expect(await open(undefined)).toMatchObject(failure("unauthorized"));
    expect(await Promise.all([open(heir), open(heir)])).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await open(squatter)).toMatchObject(failure("not_found"));
    const { welcome } = await rejoin(room, heir);
    expect(welcome.settings).toMatchObject({ owner: heir.welcome.you.id });
    expect(welcome.settings).not.toHaveProperty("closed");
    // And is deleted, once.
    const deleted = await Promise.all([1, 2].map(() => operate("DELETE", `/rooms/${room}`, {})));
    expect(deleted).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await operate("DELETE", `/rooms/${room}`, {})).toMatchObject({ changed: false });
    expect(await operate("GET", `/rooms/${room}`)).toMatchObject({ room: { exists: false } });
    const { rooms } = await operate("GET", `/rooms?query=${room}`);
    expect(rooms).toEqual([]);
  });

  it("hands over a room whose owner is lost; of two at the same time the second learns that it is too late", async () => {
    const room = uniqueRoom("lost");
    const { owner, guest, guestId } = await ownedRoom(room);
    const { id } = owner.welcome.you;
    await owner.request("member:mute", { id: guestId, on: true });
    const answers = await Promise.all([
      operate("POST", `/rooms/${room}/owner`, { to: guestId, from: id }),
      operate("POST", `/rooms/${room}/owner`, { to: "another-person", from: id }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const { room: seen } = (await operate("GET", `/rooms/${room}`)) as unknown as {
      room: { owner: { id: string } };
    };
    const isFirst = answers[0]?.status === 200;
    expect(seen.owner.id).toBe(isFirst ? guestId : "another-person");
    expect(await operate("POST", `/rooms/${room}/owner`, { to: guestId })).toMatchObject({
      changed: !isFirst,
    });
    expect(await guest.request("room:update", { topic: "mine now" })).toMatchObject({ ok: true });
    expect(await say(guest, "unmuted")).toMatchObject({ ok: true });
    expect(codeOf(await owner.request("room:update", { topic: "still mine?" }))).toBe("forbidden");
  });

  it("does to people and messages what the owner can do", async () => {
    const room = uniqueRoom("moderated");
    const { owner, guest, guestId } = await ownedRoom(room);
    await say(guest, "spam");
    expect(await operate("DELETE", `/rooms/${room}/messages/2`, { reason: "spam" })).toMatchObject({
      ok: true,
    });
    await owner.waitFor("changes", ({ messages }) => messages[0]?.deleted === true);
    expect(await operate("DELETE", `/rooms/${room}/messages/99`, {})).toMatchObject(failure("not_found"));
    expect(await operate("DELETE", `/rooms/${room}/messages/x`, {})).toMatchObject(failure("invalid"));
    expect(await operate("POST", `/rooms/${room}/mute`, { id: guestId })).toMatchObject({ ok: true });
    expect(codeOf(await say(guest, "more"))).toBe("muted");
    expect(await operate("POST", `/rooms/${room}/erase`, { id: guestId })).toMatchObject({ ok: true });
    expect(await operate("POST", `/rooms/${room}/ban`, { id: guestId })).toMatchObject({ ok: true });
    expect(await guest.waitFor("goodbye")).toMatchObject({ code: "banned" });
    expect(await operate("POST", `/rooms/${room}/ban`, { id: owner.welcome.you.id })).toMatchObject(
      failure("invalid"),
    );
    expect(await actsIn(room)).toEqual([
      "message:delete done",
      "message:delete not_found",
      "member:mute done",
      "member:erase done",
      "member:ban done",
      "member:ban invalid",
    ]);
  });
});

describe("a ban in all rooms", () => {
  it("ends the connections of a person in every room, of a sleeping one, too, and lets them back after it", async () => {
    const rooms = [uniqueRoom("first"), uniqueRoom("second")];
    const { guest, guestId, owner } = await ownedRoom(rooms[0] ?? "");
    const second = await ownedRoom(rooms[1] ?? "");
    const there = await rejoin(rooms[1] ?? "", guest);
    await expect.poll(async () => (await operate("GET", `/rooms?query=${rooms[1]}`)).rooms).toHaveLength(1);
    await evict(rooms[1] ?? "");
    const ban = { person: guestId, name: "Guest", room: rooms[0], reason: "spam", hours: 24 };
    expect(await operate("POST", "/bans", ban)).toMatchObject({
      changed: true,
      ban: { until: expect.any(Number) },
    });
    // The room that was named has done so before the answer.
    expect(guest.all("goodbye")).toMatchObject([{ code: "banned" }]);
    expect(await there.waitFor("goodbye")).toMatchObject({ code: "banned" });
    await there.disconnected();
    const elsewhere = uniqueRoom("third");
    expect((await rejoin(elsewhere, guest)).rejection).toMatchObject({ data: { code: "banned" } });
    for (const [path, body] of [
      [`/api/rooms/${elsewhere}/messages`, { text: "hello" }],
      ["/api/rooms", { name: elsewhere }],
    ] as const)
      expect(codeOf(await (await post(path, body, guest)).json())).toBe("banned");
    expect(await say(owner, "still here")).toMatchObject({ ok: true });
    expect(second.owner.all("goodbye")).toEqual([]);
    const { bans } = await operate("GET", "/bans?limit=1");
    expect(bans).toMatchObject([{ kind: "person", value: guestId, name: "Guest", reason: "spam" }]);
    expect(await operate("POST", "/bans", ban)).toMatchObject({ changed: false });
    expect(await operate("DELETE", "/bans", { person: guestId })).toMatchObject({ changed: true });
    expect(await operate("DELETE", "/bans", { person: guestId })).toMatchObject({ changed: false });
    await expect
      .poll(async () => (await rejoin(elsewhere, guest)).rejection, { timeout: 60_000 })
      .toBeUndefined();
  });

  it("reaches all rooms at once, also while the alarm is set for old reports", async () => {
    const room = uniqueRoom("soon");
    const { guest, guestId } = await ownedRoom(room);
    await expect.poll(async () => (await operate("GET", `/rooms?query=${room}`)).rooms).toHaveLength(1);
    await inOperations((storage) => storage.setAlarm(Date.now() + 3_600_000));
    expect(await operate("POST", "/bans", { person: guestId })).toMatchObject({ changed: true });
    expect(await guest.waitFor("goodbye")).toMatchObject({ code: "banned" });
  });

  it("is new where the one before has ended by itself", async () => {
    const ban = { person: uniqueWord(), hours: 1 };
    expect(await operate("POST", "/bans", ban)).toMatchObject({ changed: true });
    await inOperations(async ({ sql }) => {
      sql.exec("UPDATE bans SET until = 1 WHERE value = ?", ban.person);
    });
    expect(await operate("DELETE", "/bans", { person: ban.person })).toMatchObject({ changed: false });
    expect(await operate("POST", "/bans", ban)).toMatchObject({ changed: true });
    expect(await operate("POST", "/bans", ban)).toMatchObject({ changed: false });
  });

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.8", "203.0.113.8"],
    ["2001:DB8:12:34:5::6", "2001:db8:12:34"],
    ["2001:db8:12:35::/64", "2001:db8:12:35"],
    [" 2001:db8:12:36 ", "2001:db8:12:36"],
  ])("of %j is of the network %s, however it is written", async (text, value) => {
    expect(await operate("POST", "/bans", { network: text })).toMatchObject({ ban: { value } });
    expect(await operate("DELETE", "/bans", { network: value })).toMatchObject({ changed: true });
  });

  it("keeps out a network, and nobody else", async () => {
    const room = uniqueRoom("network");
    const { owner } = await ownedRoom(room);
    const address = uniqueAddress();
    const from = (ip: string) => SocketClient.connect(room, {}, { "CF-Connecting-IP": ip });
    const [troll, other] = [await from(address), await from(uniqueAddress())];
    expect(await operate("POST", "/bans", { network: address, room })).toMatchObject({ changed: true });
    expect(await troll.waitFor("goodbye")).toMatchObject({ code: "banned" });
    expect((await from(address.replace(/::.*/, "::ffff"))).rejection).toMatchObject({
      data: { code: "banned" },
    });
    expect(await say(other, "hello")).toMatchObject({ ok: true });
    expect(owner.all("goodbye")).toEqual([]);
    // By HTTP, too, also with the token of another person.
    for (const [ip, status] of [
      [address, 403],
      [uniqueAddress(), 201],
    ] as const) {
      const init = { method: "POST", body: JSON.stringify({ text: "by HTTP" }) };
      const headers = { "Content-Type": "application/json", "CF-Connecting-IP": ip, ...bearer(other) };
      expect((await send(`/api/rooms/${room}/messages`, { ...init, headers })).status).toBe(status);
    }
    const { bans } = (await operate("GET", "/bans?limit=1")) as unknown as { bans: { value: string }[] };
    expect(address.startsWith(`${bans[0]?.value}:`)).toBe(true);
    expect(await operate("DELETE", "/bans", { network: bans[0]?.value })).toMatchObject({ changed: true });
  });

  it("of the network of a person in a room needs no address", async () => {
    const room = uniqueRoom("network-of");
    const { guestId } = await ownedRoom(room);
    const address = uniqueAddress();
    const troll = await SocketClient.connect(room, { name: "Troll" }, { "CF-Connecting-IP": address });
    const { id } = troll.welcome.you;
    const ban = { networkOf: id, name: "Troll", room, hours: 2, reason: "floods" };
    const made = await operate("POST", "/bans", ban);
    expect(made).toMatchObject({ changed: true, ban: { kind: "network", name: "Troll" } });
    expect(await troll.waitFor("goodbye")).toMatchObject({ code: "banned" });
    const { value, until, at } = (made as unknown as { ban: { value: string; until: number; at: number } })
      .ban;
    expect(Math.round((until - at) / 3_600_000)).toBe(2);
    expect(address.startsWith(`${value}:`)).toBe(true);
    expect(await operate("POST", "/bans", { ...ban, networkOf: guestId })).toMatchObject({ status: 404 });
    expect(await actsIn(room)).toEqual(["ban:network-of done", "ban:network-of not_found"]);
    await operate("DELETE", "/bans", { network: value });
  });

  it.each([
    [{}],
    [{ networkOf: "a" }],
    [{ networkOf: "a", person: "a", room: "here" }],
    [{ person: "a", network: "192.0.2.1" }],
    [{ person: "<script>" }],
    [{ network: "everywhere" }],
    [{ network: "127.0.0.1" }],
    [{ network: "0.0.0.0/0" }],
    [{ network: "::/0" }],
    [{ network: "2001:db8::/48" }],
    [{ network: "192.0.2.1/32" }],
    [{ network: "::1" }],
    [{ network: "::ffff:127.0.0.1" }],
    [{ network: "192.0.2" }],
    [{ network: "010.0.0.1" }],
    [{ network: "300.0.0.1" }],
    [{ network: "3221225985" }],
    [{ network: "192.0.2.1:80" }],
    [{ network: "localhost" }],
    [{ person: "a", hours: 0 }],
    [{ person: "a", hours: "long" }],
  ])("of %j is rejected", async (body) => {
    expect(await operate("POST", "/bans", body)).toMatchObject({ status: 400 });
  });
});

describe("the audit log", () => {
  it("has who did what, in pages, and is exported as NDJSON and CSV that a spreadsheet does not run", async () => {
    const room = uniqueRoom("audited");
    await ownedRoom(room);
    const word = uniqueWord();
    const reasons = [`=HYPERLINK("${word}")`, `two\nlines, ${word}`, `＝1+${word}`, `plain ${word}`];
    for (const reason of reasons) await operate("POST", `/rooms/${room}/close`, { on: true, reason });
    const first = await operate("GET", `/audit?room=${room}&limit=2`);
    expect(first).toMatchObject({
      entries: [
        { reason: reasons[3], act: "room:close", room, operator: { name: "operator", role: "operator" } },
        { reason: reasons[2] },
      ],
      before: expect.any(Number),
    });
    const rest = await operate("GET", `/audit?room=${room}&limit=2&before=${first.before}`);
    expect(rest.entries).toMatchObject([{ reason: reasons[1] }, { reason: reasons[0], outcome: "done" }]);
    expect(rest).not.toHaveProperty("before");
    const headers = bearer("operator-token-of-this-test-00000000");
    const exported = await send("/api/operator/audit.ndjson", { headers });
    const ndjson = new TextDecoder().decode(await exported.arrayBuffer());
    const lines = ndjson
      .trim()
      .split("\n")
      .map((line): { reason: string } => JSON.parse(line));
    expect(lines.map(({ reason }) => reason).filter((reason) => reason.includes(word))).toEqual(reasons);
    const csv = await (await send("/api/operator/audit.csv", { headers })).text();
    expect(csv).toContain(`,"'=HYPERLINK(""${word}"")",`);
    expect(csv).toContain(`,"two\nlines, ${word}",`);
    expect(csv).toContain(`,'＝1+${word},`);
  });

  it("has an act of which no answer is known as pending", async () => {
    const room = uniqueRoom("pending");
    if (env.OPERATIONS === undefined) throw new Error("there is no operations object");
    await operate("POST", `/rooms/${room}/close`, { on: false });
    await runInDurableObject(env.OPERATIONS.getByName("operations"), async (object, { storage }) => {
      const operator = { id: "operator", name: "Grace", role: "operator" } as const;
      const act = { act: "test", room, reason: "" };
      // What is left if the object is killed on the way.
      void object.perform(operator, act, () => new Promise(() => undefined));
      const noAnswer = () => Promise.reject(new NoAnswer());
      await expect(object.perform(operator, act, noAnswer)).rejects.toThrow(NoAnswer);
      await expect(object.perform(operator, act, () => Promise.reject(new Error("bug")))).rejects.toThrow();
      expect(
        storage.sql.exec("SELECT outcome FROM audit WHERE room = ? ORDER BY id", room).toArray(),
      ).toEqual(["unchanged", "pending", "pending", "internal"].map((outcome) => ({ outcome })));
    });
  });
});
