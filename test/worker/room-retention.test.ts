import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { MessageChanges } from "../../src/room/messages/message-changes.ts";
import { MessageStore } from "../../src/room/messages/message-store.ts";
import { MessageRetention } from "../../src/room/messages/retention.ts";
import { SettingsStore } from "../../src/room/settings/settings-store.ts";
import { roomSchema } from "../../src/room/storage/migrations.ts";
import type { Retention } from "../../src/shared/contract/index.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { append } from "./append.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ada = { id: "ada", name: "Ada" };

/** Runs `work` with the messages of an empty room, one a day, inside its object. */
function withRoom(
  name: string,
  retention: Retention,
  work: (deps: {
    log: MessageStore;
    keeper: MessageRetention;
    clock: ManualClock;
    scheduled: number[];
    say: (count?: number) => void;
    storage: DurableObjectStorage;
  }) => void,
): Promise<void> {
  return runInDurableObject(env.ROOMS.getByName(name), (_, { storage }) => {
    const log = new MessageStore(storage, roomSchema(storage), LIMITS);
    const settings = new SettingsStore(storage.kv, log);
    const clock = new ManualClock();
    const scheduled: number[] = [];
    const keeper = new MessageRetention(log, settings, { deleteUpTo: () => {} }, clock, (at) =>
      scheduled.push(at),
    );
    settings.claim("ada", { retention });
    const say = (count = 1) => {
      for (let i = 0; i < count; i++) {
        append(log, ada, { nonce: `n${log.lastSeq}`, text: "x" }, clock.now());
        keeper.appended();
        clock.advance(DAY);
      }
    };
    work({ log, keeper, clock, scheduled, say, storage });
  });
}

const seqs = (log: MessageStore) => log.page({ limit: 100 }).messages.map(({ seq }) => seq);

describe("retention", () => {
  it("is that of the deployment until an owner chooses", async () => {
    const room = uniqueRoom("by-default");
    await withRoom(room, { count: 3 }, ({ log, storage }) => {
      const chosen = new SettingsStore(storage.kv, log, 30);
      expect(chosen.current.retention).toEqual({ count: 3 });
      chosen.update({ retention: {} });
      expect(new SettingsStore(storage.kv, log, 30).current.retention).toEqual({});
      storage.kv.delete("room:settings");
      expect(new SettingsStore(storage.kv, log, 30).current.retention).toEqual({ days: 30 });
      expect(new SettingsStore(storage.kv, log).current.retention).toEqual({});
    });
  });

  it("stays that of the deployment while its owner changes other settings, and is the room's own once chosen", async () => {
    await runInDurableObject(env.ROOMS.getByName(uniqueRoom("other-settings")), (_, { storage }) => {
      const log = new MessageStore(storage, roomSchema(storage), LIMITS);
      /** The settings after the variable has changed. */
      const withDays = (days?: number) => new SettingsStore(storage.kv, log, days);
      const created = withDays(30);
      created.claim("ada", { topic: "a" });
      expect(created.current.retention).toEqual({ days: 30 });
      expect(withDays(7).current).toMatchObject({ owner: "ada", topic: "a", retention: { days: 7 } });
      const changed = withDays(7);
      changed.update({ locked: true });
      changed.handOver("bob");
      changed.setClosed(true);
      expect(changed.current.retention).toEqual({ days: 7 });
      expect(withDays().current).toMatchObject({ owner: "bob", locked: true, closed: true, retention: {} });
      withDays().update({ topic: "b" });
      expect(withDays(30).current.retention).toEqual({ days: 30 });

      // The same value as the deployment's is a choice, too.
      withDays(30).update({ retention: { days: 30 } });
      expect(withDays(7).current.retention).toEqual({ days: 30 });
      withDays(7).update({ topic: "c" });
      withDays(7).setClosed(false);
      expect(withDays(1).current).toMatchObject({ topic: "c", retention: { days: 30 } });
    });
  });

  it("is the one that an earlier release stored with other settings", async () => {
    await runInDurableObject(env.ROOMS.getByName(uniqueRoom("stored-settings")), (_, { storage }) => {
      const log = new MessageStore(storage, roomSchema(storage), LIMITS);
      const stored = { visibility: "public", topic: "a", locked: false, slowMode: 0, retention: {} };
      storage.kv.put("room:settings", { ...stored, owner: "ada" });
      const settings = new SettingsStore(storage.kv, log, 30);
      settings.update({ topic: "b" });
      expect(new SettingsStore(storage.kv, log, 30).current).toMatchObject({ topic: "b", retention: {} });
    });
  });

  it("leaves a room its owner, who never changed a setting and whose first message is removed", async () => {
    await runInDurableObject(env.ROOMS.getByName(uniqueRoom("kept-owner")), (_, { storage }) => {
      const log = new MessageStore(storage, roomSchema(storage), LIMITS);
      const clock = new ManualClock();
      const settings = new SettingsStore(storage.kv, log, 1);
      const keeper = new MessageRetention(log, settings, { deleteUpTo: () => {} }, clock, () => {});
      append(log, ada, { nonce: "1", text: "first" }, clock.now());
      clock.advance(3 * DAY);
      append(log, { id: "bob", name: "Bob" }, { nonce: "2", text: "second" }, clock.now());
      keeper.trim();
      expect(seqs(log)).toEqual([2]);
      const later = new SettingsStore(storage.kv, log, 1);
      expect(later.current.owner).toBe("ada");
      expect(() => later.claim("bob", {})).toThrow("This room has an owner already.");
      // It has not chosen a retention: what the deployment sets still counts.
      expect(new SettingsStore(storage.kv, log, 7).current.retention).toEqual({ days: 7 });
    });
  });

  it("leaves a room its owner where an operator had closed it before it had one", async () => {
    await runInDurableObject(env.ROOMS.getByName(uniqueRoom("closed-before")), (_, { storage }) => {
      const log = new MessageStore(storage, roomSchema(storage), LIMITS);
      const clock = new ManualClock();
      const settings = new SettingsStore(storage.kv, log, 1);
      const keeper = new MessageRetention(log, settings, { deleteUpTo: () => {} }, clock, () => {});
      settings.setClosed(true);
      settings.setClosed(false);
      append(log, ada, { nonce: "1", text: "first" }, clock.now());
      clock.advance(3 * DAY);
      keeper.trim();
      expect(seqs(log)).toEqual([]);
      expect(new SettingsStore(storage.kv, log, 1).current.owner).toBe("ada");
    });
  });

  it("by number keeps the newest messages", async () => {
    const room = uniqueRoom("by-count");
    await withRoom(room, { count: 3 }, ({ log, keeper, say }) => {
      say(5);
      keeper.trim();
      expect(seqs(log)).toEqual([3, 4, 5]);
      keeper.trim();
      expect(seqs(log)).toEqual([3, 4, 5]);
    });
  });

  it("by age removes older messages, and runs again when the next one is due", async () => {
    const room = uniqueRoom("by-age");
    await withRoom(room, { days: 2 }, ({ log, keeper, clock, scheduled, say }) => {
      say(5);
      keeper.trim();
      expect(seqs(log)).toEqual([4, 5]);
      const next = scheduled.at(-1) ?? 0;
      expect(next).toBeGreaterThan(clock.now());
      clock.advance(next - clock.now());
      keeper.trim();
      expect(seqs(log)).toEqual([5]);
    });
  });

  it("never reuses a number, also when no message is left", async () => {
    const room = uniqueRoom("numbers");
    await withRoom(room, { days: 1 }, ({ log, keeper, clock, say, storage }) => {
      say(2);
      new MessageChanges(log, LIMITS).edit("ada", { seq: 2, text: "edited" }, clock.now());
      clock.advance(3 * DAY);
      keeper.trim();
      expect(seqs(log)).toEqual([]);
      const later = new MessageStore(storage, roomSchema(storage), LIMITS);
      expect([later.lastSeq, later.rev]).toEqual([2, 1]);
      expect(append(later, ada, { nonce: "new", text: "x" }, clock.now()).message.seq).toBe(3);
    });
  });

  it("schedules one alarm an hour, so that it costs a row an hour and not one per message", async () => {
    const room = uniqueRoom("hourly");
    await withRoom(room, { count: 100 }, ({ keeper, clock, scheduled }) => {
      clock.advance(HOUR - (clock.now() % HOUR));
      for (const minutes of [0, 20, 39]) {
        clock.advance(minutes * 60_000);
        keeper.appended();
      }
      expect(new Set(scheduled).size).toBe(1);
      clock.advance(HOUR);
      keeper.appended();
      expect(new Set(scheduled).size).toBe(2);
    });
  });

  it("runs in the alarm, and the room keeps its owner when the first message is deleted", async () => {
    const room = uniqueRoom("alarm");
    const owner = await SocketClient.join(room);
    await owner.request("message:send", { nonce: "0", text: "first" });
    await owner.request("room:update", { retention: { count: 100 } });
    await runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
         INSERT INTO messages (seq, author, name, at, text, nonce) SELECT i, 'ada', 'Ada', 0, i, 'n' || i FROM n`,
      );
    });
    await evictDurableObject(env.ROOMS.getByName(room));
    const cost = () => owner.request("message:send", { nonce: "1", text: "schedules the alarm" });
    await cost();
    expect(await rowsWritten(room, () => owner.request("message:send", { nonce: "2", text: "plain" }))).toBe(
      1,
    );
    await runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => {
      const names = storage.kv.get<Map<string, number>>("socketio:schedule");
      expect([...(names?.keys() ?? [])]).toEqual(["retention"]);
    });
    await evictDurableObject(env.ROOMS.getByName(room));
    await runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => {
      storage.kv.put("socketio:schedule", new Map([["retention", 0]]));
    });
    expect(await runDurableObjectAlarm(env.ROOMS.getByName(room))).toBe(true);
    const newcomer = await SocketClient.join(room);
    expect(await newcomer.request("history:get", { after: 0, limit: 1 })).toMatchObject({
      messages: [{ seq: 53 }],
    });
    expect(newcomer.welcome.settings.owner).toBe(owner.welcome.you.id);
    expect(newcomer.welcome.lastSeq).toBe(152);
  });
});
