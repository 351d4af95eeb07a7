/** What follows a person to all their devices: name, rooms, read marks and notification settings. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { AccountChange, AccountItem, AccountState, SignedIn } from "../../src/shared/account.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { Browser, type Link, linked, storedBy } from "./account.ts";
import { failure } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

type State = AccountState & { ok: true };

const share = (browser: Browser, changes: readonly AccountChange[] = [], rev?: number): Promise<State> =>
  browser.post<State>("/state", { changes, ...(rev !== undefined && { rev }) });

const name = (value: string, age = 0): AccountChange => ({ kind: "name", room: "", value, age });
const seen = (room: string, value: number, age = 0): AccountChange => ({ kind: "seen", room, value, age });
const listed = (room: string, at: number, age = 0): AccountChange => ({
  kind: "room",
  room,
  value: { at, title: "Ours" },
  age,
});

/** Items as an answer has them: without the age. */
const itemsOf = (...changes: AccountChange[]): AccountItem[] =>
  changes.map(({ age: _, ...item }) => item as AccountItem);

describe("what the devices of a person share", () => {
  it("is on the other device when it asks, and on a new one with its session", async () => {
    const first = await Browser.create();
    const second = await linked(first);
    const changes = [
      name("Ada"),
      { kind: "notifications", room: "tea", value: "all", age: 0 } as const,
      listed("tea", 1),
      seen("tea", 7),
    ];
    const { rev } = await share(first, changes);
    expect(await share(second)).toEqual({ ok: true, rev, items: itemsOf(...changes) });
    expect(await share(second, [], rev)).toEqual({ ok: true, rev });

    const { link } = await first.post<Link>("/links");
    const third = await Browser.create();
    expect(await third.post("/links/preview", { link })).toMatchObject({ name: "Ada" });
    const { you, state } = await third.post<SignedIn>("/links/redeem", { link });
    expect(you.name).toBe("Ada");
    expect(state).toEqual({ rev, items: itemsOf(...changes) });
  });

  it("has the latest change of each item, whatever arrives first", async () => {
    const first = await Browser.create();
    const second = await linked(first);
    await share(first, [name("later", 1_000), seen("tea", 3, 5_000)]);
    const before = await share(first);
    await share(second, [name("earlier", 600_000), seen("tea", 2, 60_000)]);
    expect(await share(second)).toEqual(before);
    await share(second, [{ kind: "room", room: "tea", value: null, age: 0 }, seen("tea", 1)]);
    expect((await share(first, [], before.rev)).items).toEqual([
      ...itemsOf(name("later")),
      { kind: "room", room: "tea", value: null },
      { kind: "seen", room: "tea", value: 1 },
    ]);
  });

  it("has changes that two devices send at once", async () => {
    const first = await Browser.create();
    const second = await linked(first);
    await Promise.all(
      Array.from({ length: 10 }, (_, i) => share(i % 2 ? first : second, [seen(`room-${i}`, i)])),
    );
    expect((await share(first)).items).toHaveLength(10);
  });

  it("is told to the other devices that are connected, and to no one else", async () => {
    const room = uniqueRoom("state");
    const first = await Browser.create();
    const second = await linked(first);
    const ada = await SocketClient.join(room, {}, first.headers);
    const other = await SocketClient.join(room, {}, second.headers);
    const eve = await SocketClient.join(room);
    const { rev } = await share(first, [name("Ada")]);
    expect(await other.waitFor("account")).toEqual({ rev });
    expect(other.welcome.members.find(({ id }) => id === ada.welcome.you.id)).toMatchObject({
      account: true,
    });
    // An event of the room, after which the other one would have come.
    await eve.request("message:send", { nonce: "1", text: "after" });
    for (const client of [ada, eve]) {
      await client.waitFor("messages");
      expect(client.all("account")).toEqual([]);
    }
  });

  it("is told to a connection from before the account, too", async () => {
    const room = uniqueRoom("state");
    const first = await Browser.create();
    const ada = await SocketClient.join(room, {}, first.headers);
    const second = await linked(first, { rooms: [room] });
    const { rev } = await share(second, [name("Ada")]);
    expect(await ada.waitFor("account")).toEqual({ rev });
  });

  it("wakes a room once for a device that has left it", async () => {
    const room = uniqueRoom("state");
    const first = await Browser.create();
    const second = await linked(first);
    const witness = await SocketClient.join(room);
    const gone = await SocketClient.join(room, {}, second.headers);
    const person = gone.welcome.you.id;
    gone.leave();
    // The room is asked once: it must know by then.
    await witness.waitFor("presence", ({ left }) => left.includes(person));
    await share(first, [name("Ada")]);
    const open = () =>
      runInDurableObject(env.ACCOUNTS.getByName(person), (_, { storage }) =>
        storage.sql.exec("SELECT 1 FROM devices WHERE room IS NOT NULL").toArray(),
      );
    await expect.poll(open).toEqual([]);
  });

  it("is limited: the rooms that were changed last are kept", async () => {
    const first = await Browser.create();
    await linked(first);
    for (let page = 0; page < 3; page++)
      await share(
        first,
        Array.from({ length: 50 }, (_, i) => seen(`room-${page * 50 + i}`, 1, 1_000_000 - page * 50 - i)),
      );
    const rooms = (await share(first)).items?.map(({ room }) => room);
    expect(rooms).toHaveLength(100);
    expect(rooms).toContain("room-149");
    expect(rooms).not.toContain("room-49");
  });

  it("stores nothing for a person without an account", async () => {
    const browser = await Browser.create();
    const { id = "" } = (await browser.session()) ?? {};
    expect(await share(browser, [name("Ada"), seen("tea", 1)])).toEqual({ ok: true });
    expect(await storedBy(id)).toBe(0);
  });

  it("is of no one else, and of no device that was signed out", async () => {
    const first = await Browser.create();
    const second = await linked(first);
    await share(first, [name("Ada")]);
    const stranger = await Browser.create();
    expect(await share(stranger)).toEqual({ ok: true });
    const copy = second.copy();
    await second.delete("/devices/current");
    expect(await share(copy, [name("Eve")])).toMatchObject(failure("unauthorized"));
    expect((await share(first)).items).toEqual(itemsOf(name("Ada")));
  });

  it("is removed when nothing signs in a device any more", async () => {
    const first = await Browser.create();
    const { id = "" } = (await first.session()) ?? {};
    await linked(first);
    await share(first, [name("Ada")]);
    await first.delete("/devices/all");
    await runInDurableObject(env.ACCOUNTS.getByName(id), (_, { storage }) => {
      expect(storage.sql.exec("SELECT * FROM items").toArray()).toEqual([]);
    });
  });

  it.each([
    ["a name with a room", { kind: "name", room: "tea", value: "Ada", age: 0 }],
    ["a name that is empty", { kind: "name", room: "", value: " ", age: 0 }],
    ["a name that is too long", { kind: "name", room: "", value: "a".repeat(10_000), age: 0 }],
    ["a room in another spelling", { kind: "seen", room: "Tea Room", value: 1, age: 0 }],
    ["a read mark that is no number", { kind: "seen", room: "tea", value: "1", age: 0 }],
    ["a read mark below 0", { kind: "seen", room: "tea", value: -1, age: 0 }],
    ["a change from the future", { kind: "seen", room: "tea", value: 1, age: -1 }],
    ["another kind", { kind: "owner", room: "tea", value: true, age: 0 }],
    ["another level", { kind: "notifications", room: "tea", value: "everything", age: 0 }],
    [
      "a title that is too long",
      { kind: "room", room: "tea", value: { at: 1, title: "a".repeat(999) }, age: 0 },
    ],
  ])("rejects %s", async (_, change) => {
    const first = await Browser.create();
    await linked(first);
    const answer = await first.post("/state", { changes: [change] });
    expect(answer.ok).toBe(false);
    expect(answer.error?.code).toMatch(/^(?:invalid|too_large)$/);
    expect((await share(first)).items).toEqual([]);
  });

  it("rejects more changes than a page has", async () => {
    const first = await Browser.create();
    await linked(first);
    const changes = Array.from({ length: 51 }, (_, i) => seen(`room-${i}`, 1));
    expect(await first.post("/state", { changes })).toMatchObject({ ok: false });
  });
});
