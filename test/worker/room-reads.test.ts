/** Read receipts, and idle people. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { MessageStore } from "../../src/room/messages/message-store.ts";
import { ReadReceipts } from "../../src/room/messages/read-receipts.ts";
import { roomSchema } from "../../src/room/storage/migrations.ts";
import type { Limits } from "../../src/shared/contract/index.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

const evict = (room: string) => evictDurableObject(env.ROOMS.getByName(room));

const say = async (visitor: SocketClient, count: number) => {
  for (let i = 0; i < count; i++)
    await visitor.request("message:send", { nonce: crypto.randomUUID(), text: "hi" });
};

describe("a read receipt", () => {
  it("is sent to the person's other devices, and never goes back, nor beyond the newest message", async () => {
    const reads = uniqueRoom("reads");
    const ada = await SocketClient.join(reads);
    const auth = { token: ada.welcome.you.token as string };
    await say(ada, 3);
    expect(ada.welcome.read).toBeUndefined();
    expect(await ada.request("read", { seq: 2 })).toEqual({ ok: true });
    expect((await SocketClient.join(reads, auth)).welcome.read).toBe(2);
    await ada.request("read", { seq: 1 });
    await ada.request("read", { seq: 1_000 });
    ada.leave();
    await ada.disconnected();
    await expect.poll(async () => (await SocketClient.join(reads, auth)).welcome.read).toBe(3);
    expect((await SocketClient.join(reads)).welcome.read).toBeUndefined();
  });

  it("is sent at once to the person's other tabs, also by a room that slept, and to no one else", async () => {
    const room = "reads-told";
    const ada = await SocketClient.join(room);
    const auth = { token: ada.welcome.you.token as string };
    const [phone, grace] = [await SocketClient.join(room, auth), await SocketClient.join(room)];
    await say(grace, 3);
    await ada.request("read", { seq: 1 });
    expect(await phone.waitFor("read")).toEqual({ seq: 1 });
    await evict(room);
    // Nothing is written for it, and an unchanged receipt is not sent again.
    expect(await rowsWritten(room, () => ada.request("read", { seq: 3 }))).toBe(0);
    await ada.request("read", { seq: 2 });
    await phone.waitFor("read", ({ seq }) => seq === 3);
    await Promise.all([ada, phone, grace].map((visitor) => visitor.request("history:get", {})));
    expect([ada, phone, grace].map((visitor) => visitor.all("read"))).toEqual([
      [],
      [{ seq: 1 }, { seq: 3 }],
      [],
    ]);
  });

  it("is stored once in a while, and survives a sleep", async () => {
    const readsSleep = uniqueRoom("reads-sleep");
    const ada = await SocketClient.join(readsSleep);
    await say(ada, 3);
    const written = await rowsWritten(readsSleep, () => ada.request("read", { seq: 1 }));
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThanOrEqual(3);
    // Together with a request that reads rows: a count of zero would prove nothing.
    const readOn = async (seq: number) => {
      await ada.request("read", { seq });
      await ada.request("history:get", {});
    };
    expect(await rowsWritten(readsSleep, () => readOn(2))).toBe(0);
    await evict(readsSleep);
    expect(await rowsWritten(readsSleep, () => readOn(3))).toBe(0);
    await evict(readsSleep);
    const auth = { token: ada.welcome.you.token as string };
    ada.leave();
    await ada.disconnected();
    await expect.poll(async () => (await SocketClient.join(readsSleep, auth)).welcome.read).toBe(3);
  });

  it("is in the welcome of another device, also where only a connection has it, and after a sleep", async () => {
    const room = uniqueRoom("reads-unsaved");
    const ada = await SocketClient.join(room);
    const auth = { token: ada.welcome.you.token as string };
    await say(ada, 3);
    await ada.request("read", { seq: 1 });
    await ada.request("read", { seq: 3 });
    const phone = await SocketClient.join(room, auth);
    expect(phone.welcome.read).toBe(3);
    // Less on one device changes nothing for the others.
    await phone.request("read", { seq: 2 });
    phone.leave();
    await phone.disconnected();
    expect((await SocketClient.join(room, auth)).welcome.read).toBe(3);
    await evict(room);
    expect((await SocketClient.join(room, auth)).welcome.read).toBe(3);
    expect((await SocketClient.join(room)).welcome.read).toBeUndefined();
  });

  it("is saved as far as the person has read on any device", async () => {
    await runInDurableObject(env.ROOMS.getByName(uniqueRoom("reads-furthest")), (_, { storage }) => {
      const clock = new ManualClock();
      const log = { lastSeq: 10 } as MessageStore;
      const marks = new ReadReceipts(storage.sql, roomSchema(storage), log, clock, {
        readMarks: 20,
      } as Limits);
      marks.read({ id: "a", name: "laptop" }, 1);
      marks.read({ id: "a", name: "laptop" }, 5);
      expect([marks.of("a"), marks.newest("a")]).toEqual([1, 5]);
      clock.advance(600_000);
      marks.read({ id: "a", name: "phone" }, 3);
      expect([marks.of("a"), marks.newest("a")]).toEqual([5, 5]);
      marks.note({ id: "a", name: "tablet", read: 7 });
      marks.note({ id: "a", name: "laptop", read: 5 });
      marks.left({ id: "a", name: "phone", read: 6 });
      expect([marks.of("a"), marks.newest("a")]).toEqual([6, 7]);
      marks.erase("a");
      expect(marks.newest("a")).toBeUndefined();
    });
  });

  it("is not stored in a room without messages", async () => {
    const readsEmpty = uniqueRoom("reads-empty");
    const ada = await SocketClient.join(readsEmpty);
    expect(await ada.request("read", { seq: 5 })).toEqual({ ok: true });
    expect(await ada.request("read", { seq: -1 })).toMatchObject({ ok: false, error: { code: "invalid" } });
    ada.leave();
    await ada.disconnected();
    await runInDurableObject(env.ROOMS.getByName(readsEmpty), (_, { storage }) => {
      const tables = storage.sql.exec(
        "SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf\\_%' ESCAPE '\\'",
      );
      expect(tables.toArray()).toEqual([]);
    });
  });

  it("is removed when there are too many newer ones", async () => {
    const readsMany = uniqueRoom("reads-many");
    await runInDurableObject(env.ROOMS.getByName(readsMany), (_, { storage }) => {
      const clock = new ManualClock();
      const log = { lastSeq: 10 } as MessageStore;
      const marks = new ReadReceipts(storage.sql, roomSchema(storage), log, clock, {
        readMarks: 2,
      } as Limits);
      for (const id of ["a", "b", "c"]) {
        marks.read({ id, name: id }, 5);
        clock.advance(1);
      }
      expect(["a", "b", "c"].map((id) => marks.of(id))).toEqual([undefined, 5, 5]);
    });
  });

  it("is removed with some others, so that a large room does not look for the oldest each time", async () => {
    const readsLarge = uniqueRoom("reads-large");
    await runInDurableObject(env.ROOMS.getByName(readsLarge), (_, { storage }) => {
      const clock = new ManualClock();
      const log = { lastSeq: 10 } as MessageStore;
      const marks = new ReadReceipts(storage.sql, roomSchema(storage), log, clock, {
        readMarks: 20,
      } as Limits);
      const ids = Array.from({ length: 23 }, (_, index) => `p${index}`);
      for (const id of ids) {
        marks.read({ id, name: id }, 5);
        clock.advance(1);
      }
      // The 21st removed the three oldest, which left space for two more.
      expect(ids.filter((id) => marks.of(id) === undefined)).toEqual(["p0", "p1", "p2"]);
    });
  });

  it("is deleted with the person's messages", async () => {
    const readsErased = uniqueRoom("reads-erased");
    const [ada, bob] = [await SocketClient.join(readsErased), await SocketClient.join(readsErased)];
    await say(ada, 1);
    await bob.request("read", { seq: 1 });
    const { id, token = "" } = bob.welcome.you;
    await ada.request("member:erase", { id });
    expect((await SocketClient.join(readsErased, { token })).welcome.read).toBeUndefined();
  });

  it("is not saved again by a connection that the person had meanwhile", async () => {
    const room = uniqueRoom("reads-erased");
    const [ada, bob] = [await SocketClient.join(room), await SocketClient.join(room)];
    await say(ada, 2);
    await bob.request("read", { seq: 1 });
    await bob.request("read", { seq: 2 });
    const { id, token = "" } = bob.welcome.you;
    await ada.request("member:erase", { id });
    bob.leave();
    await ada.waitFor("presence", ({ left = [] }) => left.includes(id));
    expect((await SocketClient.join(room, { token })).welcome.read).toBeUndefined();
  });
});

describe("a person who is away", () => {
  it("is idle when all their tabs are, also for new clients and after a sleep", async () => {
    const idleRoom = uniqueRoom("idle");
    const ada = await SocketClient.join(idleRoom, { name: "Ada" });
    const second = await SocketClient.join(idleRoom, { token: ada.welcome.you.token as string });
    const bob = await SocketClient.join(idleRoom, { name: "Bob" });
    const { id } = ada.welcome.you;
    await ada.request("presence:set", { idle: true });
    expect((await SocketClient.join(idleRoom)).welcome.members.find((one) => one.id === id)).toEqual({
      id,
      name: "Ada",
    });
    await second.request("presence:set", { idle: true });
    const idle = { id, name: "Ada", idle: true };
    await bob.waitFor("presence", ({ joined }) => joined.some((one) => one.id === id && one.idle === true));
    await evict(idleRoom);
    expect((await SocketClient.join(idleRoom)).welcome.members).toContainEqual(idle);
    await second.request("presence:set", { idle: false });
    await bob.waitFor("presence", ({ joined }) =>
      joined.some((one) => one.id === id && one.idle === undefined),
    );
    expect(await ada.request("presence:set", { idle: "yes" })).toMatchObject({
      ok: false,
      error: { code: "invalid" },
    });
  });
});
