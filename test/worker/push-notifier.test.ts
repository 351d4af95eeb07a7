/** When notices are sent, with a manual clock and the storage of a real room: coalescing, retries, interruptions. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { MessageStore } from "../../src/room/messages/message-store.ts";
import { PushNotifier } from "../../src/room/push/push-notifier.ts";
import { outcomeOf, type PushOutcome } from "../../src/room/push/push-sender.ts";
import { PushSubscriptionStore } from "../../src/room/push/subscription-store.ts";
import { roomSchema } from "../../src/room/storage/migrations.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import type { PushLevel, PushNotice } from "../../src/shared/push.ts";
import { uniqueRoom } from "../support/rooms.ts";

const MINUTE = 60_000;

type Sent = PushNotice & { endpoint: string };

/** A notifier in the storage of a room. A new one on the same storage is the room after it slept or was stopped. */
class Fixture {
  now = 1_000_000;
  alarm: number | undefined;
  readonly sent: Sent[] = [];
  readonly watching = new Set<string>();
  readonly readUpTo = new Map<string, number>();
  readonly rejected: unknown[] = [];
  answer: (sent: Sent) => PushOutcome | Promise<PushOutcome> = () => ({ kind: "sent" });
  ready = async (): Promise<void> => undefined;
  mayRead = (person: string): boolean => person !== "banned";
  onError = (error: unknown): void => {
    throw error;
  };
  messages!: MessageStore;
  subscriptions!: PushSubscriptionStore;
  notifier!: PushNotifier;

  constructor(private readonly storage: DurableObjectStorage) {
    this.restart();
  }

  restart(): void {
    const schema = roomSchema(this.storage);
    const limits = { ...LIMITS, pushSubscriptionsPerRoom: 5 };
    this.messages = new MessageStore(this.storage, schema, limits);
    this.subscriptions = new PushSubscriptionStore(this.storage.sql, schema, limits);
    this.notifier = new PushNotifier({
      room: "lab",
      title: () => "Lab",
      subscriptions: this.subscriptions,
      sender: {
        send: async ({ endpoint }, notice) => {
          const sent = { ...notice, endpoint };
          this.sent.push(sent);
          return this.answer(sent);
        },
      },
      messageStore: this.messages,
      readReceipts: { newest: (person) => this.readUpTo.get(person) },
      kv: this.storage.kv,
      clock: { now: () => this.now },
      limits,
      ready: () => this.ready(),
      members: () => [],
      isWatching: (person) => this.watching.has(person),
      mayRead: (person) => this.mayRead(person),
      schedule: (at) => {
        this.alarm = at;
      },
      onError: (error) => this.onError(error),
      onRejected: (service, status) => this.rejected.push([service, status]),
    });
  }

  subscribe(person: string, level: PushLevel = "mentions", service = "push.example"): string {
    const endpoint = `https://${service}/${person}`;
    const isFirst = this.subscriptions.isEmpty;
    this.subscriptions.add(
      {
        endpoint,
        person,
        name: person,
        p256dh: "",
        auth: "",
        level,
        language: "en",
        site: "https://chat.example",
        device: null,
      },
      this.now,
      this.messages.lastSeq,
    );
    this.notifier.subscribed(isFirst);
    return endpoint;
  }

  say(text: string, from = "grace"): void {
    const author = { id: from, name: from };
    const message = this.messages.insert(
      author,
      { nonce: `${this.messages.lastSeq}`, text },
      undefined,
      this.now,
    );
    this.notifier.messageSent(message);
  }

  /** Lets the time pass until the alarm, and runs it. Resolves when everything is sent. */
  async runAlarm(): Promise<void> {
    if (this.alarm === undefined) throw new Error("no alarm is set");
    this.now = Math.max(this.now, this.alarm);
    this.alarm = undefined;
    await this.notifier.run();
    await this.idle();
  }

  /** Resolves when the notices of an alarm were sent: all that it does meanwhile is asynchronous. */
  async idle(): Promise<void> {
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  }
}

const inRoom = (test: (fixture: Fixture) => Promise<void>) => () =>
  runInDurableObject(env.ROOMS.getByName(uniqueRoom("notifier")), (_, { storage }) =>
    test(new Fixture(storage)),
  );

describe("notices", () => {
  it(
    "of several messages are one, with their number, and the next one is not sent before the interval has passed",
    inRoom(async (room) => {
      room.subscribe("ada");
      for (const text of ["@ada one", "no one", "@ada two"]) room.say(text);
      const first = room.alarm;
      expect(first).toBe(room.now + LIMITS.pushDelayMs);
      await room.runAlarm();
      expect(room.sent).toMatchObject([{ count: 2, seq: 3, text: "@ada two" }]);
      expect(room.alarm).toBeUndefined();

      const sentAt = room.now;
      room.say("@ada three");
      room.say("@ada four");
      await room.runAlarm();
      // It waits, and counts what comes meanwhile.
      expect(room.sent).toHaveLength(1);
      expect(room.alarm).toBe(sentAt + LIMITS.pushIntervalMs);
      room.say("@ada five");
      while (room.alarm !== undefined) await room.runAlarm();
      expect(room.sent.slice(1)).toMatchObject([{ count: 3, text: "@ada five" }]);
      expect(room.now).toBeGreaterThanOrEqual(sentAt + LIMITS.pushIntervalMs);
    }),
  );

  it(
    "are not prepared for messages that concern no one, which set no alarm",
    inRoom(async (room) => {
      room.say("@ada before she subscribed");
      expect(room.alarm).toBeUndefined();
      room.subscribe("ada");
      room.say("for no one");
      expect(room.alarm).toBeUndefined();
      room.say("@ada", "ada");
      await room.runAlarm();
      expect(room.sent).toEqual([]);
      expect(room.alarm).toBeUndefined();
    }),
  );

  it(
    "are not sent of what a person has read, sees, or may not read any more, nor of a text that was deleted",
    inRoom(async (room) => {
      for (const person of ["reader", "watcher", "banned", "late"]) room.subscribe(person, "all");
      room.watching.add("watcher");
      room.readUpTo.set("reader", 1);
      room.say("secret");
      room.messages.update(1, "text = '', deleted = 1, rev = 1 WHERE seq = ?", 1);
      await room.runAlarm();
      expect(room.sent).toEqual([]);
      expect(room.subscriptions.all.map(({ person }) => person)).not.toContain("banned");

      room.say("kept");
      await room.runAlarm();
      const people = room.sent.map(({ endpoint, text }) => [endpoint, text]);
      expect(people.sort()).toEqual([
        ["https://push.example/late", "kept"],
        ["https://push.example/reader", "kept"],
      ]);
    }),
  );

  it(
    "say only their number if the newest message was deleted before they were sent",
    inRoom(async (room) => {
      room.subscribe("ada", "all");
      room.answer = () => ({ kind: "failed" });
      room.say("first");
      room.say("second secret");
      await room.runAlarm();
      room.messages.update(1, "text = '', deleted = 1, rev = 1 WHERE seq = ?", 2);
      room.answer = () => ({ kind: "sent" });
      await room.runAlarm();
      expect(room.sent.at(-1)).toEqual({
        endpoint: "https://push.example/ada",
        room: "lab",
        title: "Lab",
        count: 2,
        seq: 2,
        language: "en",
      });
    }),
  );
});

describe("a push service that fails", () => {
  it(
    "is asked again later and later, and in the end only with the next message, which counts all",
    inRoom(async (room) => {
      room.subscribe("ada");
      room.answer = () => ({ kind: "failed" });
      room.say("@ada one");
      const times: number[] = [];
      while (room.alarm !== undefined) {
        await room.runAlarm();
        times.push(room.now);
      }
      expect(times.slice(1).map((at, place) => at - (times[place] as number))).toEqual([
        10_000,
        MINUTE,
        5 * MINUTE,
        30 * MINUTE,
      ]);
      expect(room.sent).toHaveLength(5);
      room.restart();
      room.answer = () => ({ kind: "sent" });
      room.say("@ada two");
      while (room.alarm !== undefined) await room.runAlarm();
      expect(room.sent.slice(5)).toMatchObject([{ count: 2, text: "@ada two" }]);
    }),
  );

  it(
    "is not asked before it said, and a message that comes meanwhile does not change that",
    inRoom(async (room) => {
      room.subscribe("ada");
      room.answer = () => ({ kind: "failed", after: 20 * MINUTE });
      room.say("@ada one");
      await room.runAlarm();
      const failedAt = room.now;
      room.say("@ada two");
      await room.runAlarm();
      expect(room.sent).toHaveLength(1);
      room.answer = () => ({ kind: "sent" });
      while (room.alarm !== undefined) await room.runAlarm();
      expect(room.now - failedAt).toBe(20 * MINUTE);
      expect(room.sent.slice(1)).toMatchObject([{ count: 2, text: "@ada two" }]);
    }),
  );

  it(
    "does not keep others waiting, nor the alarm: those of other services are sent at once",
    inRoom(async (room) => {
      room.subscribe("ada", "all", "silent.example");
      room.subscribe("bob", "all", "silent.example");
      room.subscribe("cy", "all", "quick.example");
      let fail: (outcome: PushOutcome) => void = () => undefined;
      const silent = new Promise<PushOutcome>((resolve) => {
        fail = resolve;
      });
      room.answer = ({ endpoint }) => (endpoint.includes("silent") ? silent : { kind: "sent" });
      room.say("hello");
      await room.runAlarm();
      expect(room.sent.map(({ endpoint }) => endpoint)).toContain("https://quick.example/cy");
      // The alarm is over while the service is silent, and one is set in case that the object is stopped.
      expect(room.alarm).toBe(room.now + MINUTE);
      room.say("meanwhile");
      fail({ kind: "failed", isSilent: true });
      await room.idle();
      expect(room.alarm).toBe(room.now + LIMITS.pushDelayMs);
    }),
  );

  it(
    "loses nothing when the object is stopped while it sends",
    inRoom(async (room) => {
      room.subscribe("ada");
      room.answer = () => new Promise(() => undefined);
      room.say("@ada one");
      await room.runAlarm();
      expect(room.sent).toHaveLength(1);
      room.restart();
      room.answer = () => ({ kind: "sent" });
      await room.runAlarm();
      expect(room.sent).toMatchObject([{ count: 1 }, { count: 1 }]);
      expect(room.alarm).toBeUndefined();
    }),
  );

  it(
    "does not lose the other notices: one that is rejected is not repeated, a subscription that has ended is removed",
    inRoom(async (room) => {
      room.subscribe("ada");
      room.subscribe("bob");
      room.answer = ({ endpoint }) =>
        endpoint.endsWith("ada") ? { kind: "rejected", status: 413 } : { kind: "gone" };
      room.say("@ada and @bob");
      await room.runAlarm();
      expect(room.rejected).toEqual([["push.example", 413]]);
      expect(room.subscriptions.all.map(({ person, waiting }) => [person, waiting])).toEqual([["ada", 0]]);
      expect(room.alarm).toBeUndefined();
    }),
  );
});

describe("keys that cannot be read", () => {
  /** Has every notice fail, as without keys. @returns the errors */
  const failing = (room: Fixture): unknown[] => {
    const errors: unknown[] = [];
    room.onError = (error) => errors.push(error);
    room.answer = () => Promise.reject(new Error("no keys"));
    return errors;
  };

  it(
    "are asked for again after a minute, and again, until the notice is sent",
    inRoom(async (room) => {
      const errors = failing(room);
      room.subscribe("ada");
      room.say("@ada one");
      for (let attempt = 1; attempt <= 3; attempt++) {
        await room.runAlarm();
        expect(room.alarm).toBe(room.now + MINUTE);
        expect(errors).toHaveLength(attempt);
      }
      expect(room.subscriptions.all).toMatchObject([{ waiting: 1, attempts: 0 }]);
      room.answer = () => ({ kind: "sent" });
      await room.runAlarm();
      expect(room.sent.at(-1)).toMatchObject({ count: 1, text: "@ada one" });
      expect(room.alarm).toBeUndefined();
    }),
  );

  it(
    "have no notice sent twice that is still being sent, and leave an alarm however long that takes",
    inRoom(async (room) => {
      const errors = failing(room);
      let succeed: (outcome: PushOutcome) => void = () => undefined;
      const slow = new Promise<PushOutcome>((resolve) => {
        succeed = resolve;
      });
      const { answer } = room;
      room.answer = (sent) => (sent.endpoint.endsWith("bob") ? slow : answer(sent));
      room.subscribe("ada", "all");
      room.subscribe("bob", "all");
      room.say("hello");
      await room.runAlarm();
      await room.runAlarm();
      const sentTo = (person: string) => room.sent.filter(({ endpoint }) => endpoint.endsWith(person)).length;
      expect([sentTo("ada"), sentTo("bob")]).toEqual([1, 1]);
      succeed({ kind: "sent" });
      await room.idle();
      expect(errors).toHaveLength(1);
      expect(room.alarm).toBe(room.now + MINUTE);
      expect(room.subscriptions.all).toMatchObject([{ waiting: 1 }, { waiting: 0 }]);
    }),
  );
});

describe("an alarm that cannot do its work", () => {
  it(
    "is set again, because the members are not known",
    inRoom(async (room) => {
      room.subscribe("ada");
      room.say("@ada one");
      const { ready } = room;
      room.ready = () => Promise.reject(new Error("no members"));
      await expect(room.runAlarm()).rejects.toThrow("no members");
      expect(room.alarm).toBe(room.now + MINUTE);
      // The members are asked for while a message comes: its alarm is the earlier one.
      room.ready = async () => {
        room.say("@ada two");
        throw new Error("no members");
      };
      await expect(room.runAlarm()).rejects.toThrow("no members");
      expect(room.alarm).toBe(room.now + LIMITS.pushDelayMs);
      room.ready = ready;
      await room.runAlarm();
      expect(room.sent).toMatchObject([{ count: 2, text: "@ada two" }]);
      expect(room.alarm).toBeUndefined();
    }),
  );

  it(
    "is set again, because the messages cannot be compared, and counts none of them twice",
    inRoom(async (room) => {
      room.subscribe("ada", "all");
      room.subscribe("bob", "all");
      room.say("hello");
      const { mayRead } = room;
      room.mayRead = (person) => {
        if (person === "bob") throw new Error("not readable");
        return mayRead(person);
      };
      await expect(room.runAlarm()).rejects.toThrow("not readable");
      expect(room.alarm).toBe(room.now + MINUTE);
      room.mayRead = mayRead;
      await room.runAlarm();
      expect(room.sent.map(({ endpoint, count }) => [endpoint, count]).sort()).toEqual([
        ["https://push.example/ada", 1],
        ["https://push.example/bob", 1],
      ]);
      expect(room.alarm).toBeUndefined();
    }),
  );

  it(
    "is set again while notices of the one before are still being sent",
    inRoom(async (room) => {
      room.subscribe("ada");
      room.answer = () => new Promise(() => undefined);
      room.say("@ada one");
      await room.runAlarm();
      await room.runAlarm();
      expect(room.sent).toHaveLength(1);
      expect(room.alarm).toBe(room.now + MINUTE);
    }),
  );
});

describe("subscriptions", () => {
  it(
    "of a room are limited, and those of a person move with their device",
    inRoom(async (room) => {
      for (const person of ["a", "b", "c", "d", "e"]) room.subscribe(person);
      expect(() => room.subscribe("f")).toThrow("At most 5");
      // The same browser, used by another person.
      room.subscriptions.add(
        { ...(room.subscriptions.find("https://push.example/a") as never as object), person: "f" } as never,
        room.now,
        0,
      );
      expect(room.subscriptions.all).toHaveLength(5);
      expect(room.subscriptions.find("https://push.example/a")?.person).toBe("f");
      room.restart();
      expect(room.subscriptions.find("https://push.example/a")?.person).toBe("f");
    }),
  );
});

describe("an answer of a push service", () => {
  const answered = (status: number, headers: Record<string, string> = {}) =>
    outcomeOf({ status, headers: new Headers(headers) });

  it.each([
    [201, { kind: "sent" }],
    [404, { kind: "gone" }],
    [410, { kind: "gone" }],
    [403, { kind: "gone" }],
    [307, { kind: "rejected", status: 307 }],
    [413, { kind: "rejected", status: 413 }],
    [429, { kind: "failed" }],
    [500, { kind: "failed" }],
    [503, { kind: "failed" }],
  ])("%i is understood", (status, outcome) => {
    expect(answered(status)).toEqual(outcome);
  });

  it("says when to ask again, within an hour", () => {
    expect(answered(429, { "Retry-After": "120" })).toEqual({ kind: "failed", after: 120_000 });
    expect(answered(503, { "Retry-After": "999999999" })).toEqual({ kind: "failed", after: 3_600_000 });
    const date = new Date(Date.now() + 600_000).toUTCString();
    const dated = answered(503, { "Retry-After": date }) as { after: number };
    expect(dated.after).toBeGreaterThan(500_000);
    expect(dated.after).toBeLessThanOrEqual(600_000);
    expect(answered(503, { "Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT" })).toEqual({
      kind: "failed",
      after: 0,
    });
    expect(answered(503, { "Retry-After": "soon" })).toEqual({ kind: "failed" });
  });
});
