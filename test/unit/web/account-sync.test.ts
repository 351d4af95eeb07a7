/** What a browser shares with the other devices of its user, and what it takes from them. */
import { beforeEach, describe, expect, it } from "vitest";
import type { AccountChange, AccountItem, AccountState } from "../../../src/shared/account.ts";
import { AccountSync } from "../../../src/web/core/account/account-sync.ts";
import {
  hasAccount,
  type Merged,
  merge,
  outgoing,
  setHasAccount,
} from "../../../src/web/core/account/shared-items.ts";
import { memoryStore, type Store } from "../../../src/web/storage/device-storage.ts";
import { addVisit, removeRoom, visitedRooms } from "../../../src/web/storage/visited-rooms.ts";
import { ManualClock } from "../../support/manual-clock.ts";

/** An account in memory: the last change of each item counts, as on the server. */
class Account {
  rev = 0;
  readonly items = new Map<string, AccountItem & { at: number }>();
  requests = 0;

  constructor(private readonly clock: ManualClock) {}

  share({ rev, changes }: { rev?: number; changes: readonly AccountChange[] }): AccountState {
    this.requests++;
    const isKnown = rev === this.rev;
    let isLate = false;
    for (const { age, ...item } of changes) {
      const key = `${item.kind}:${item.room}`;
      const at = this.clock.now() - age;
      if ((this.items.get(key)?.at ?? 0) > at) isLate = true;
      else this.items.set(key, { ...item, at } as AccountItem & { at: number });
    }
    if (changes.length > 0) this.rev++;
    if (isKnown && !isLate) return { rev: this.rev };
    return {
      rev: this.rev,
      items: [...this.items.values()].map(({ at: _, ...item }) => item as AccountItem),
    };
  }
}

let clock: ManualClock;
let account: Account;

interface Device {
  store: Store;
  sync: AccountSync;
  merged: Merged[];
}

function device(options: { isOffline?: () => boolean } = {}): Device {
  const store = memoryStore();
  const merged: Merged[] = [];
  const sync = new AccountSync({
    store,
    clock,
    send: async (request) =>
      options.isOffline?.()
        ? { ok: false, error: { code: "internal", message: "offline" } }
        : { ok: true, ...account.share(structuredClone(request)) },
    merged: (answer) => merged.push(answer),
  });
  setHasAccount(store);
  return { store, sync, merged };
}

/** A device sends what it has, until there is nothing more to send. */
async function settle(...devices: Device[]): Promise<void> {
  for (const { sync, store } of devices) {
    do await sync.sync();
    while (outgoing(store, clock.now()).changes.length > 0);
  }
}

beforeEach(() => {
  clock = new ManualClock();
  account = new Account(clock);
});

describe("two devices of a person", () => {
  it("share name, rooms with their titles, read marks and notification settings", async () => {
    const [a, b] = [device(), device()];
    a.store.set("name", "Ada");
    addVisit(a.store, "tea", clock.now());
    a.store.set("seen:tea", "7");
    a.store.set("notify:tea", "all");
    await settle(a, b);
    expect(b.store.get("name")).toBe("Ada");
    expect(visitedRooms(b.store)).toEqual(visitedRooms(a.store));
    expect(b.store.get("seen:tea")).toBe("7");
    expect(b.store.get("notify:tea")).toBe("all");
    expect(b.merged).toMatchObject([{ name: "Ada", isListNew: true, seen: ["tea"] }]);
    expect(b.merged[0]?.notifications).toEqual(new Map([["tea", "all"]]));
    const before = account.rev;
    await settle(b, a);
    expect(account.rev).toBe(before);
  });

  it("join their lists of rooms, the latest first", async () => {
    const [a, b] = [device(), device()];
    for (const [name, at] of [
      ["one", 1],
      ["three", 3],
    ] as const)
      addVisit(a.store, name, at);
    for (const [name, at] of [
      ["two", 2],
      ["three", 1],
      ["four", 4],
    ] as const)
      addVisit(b.store, name, at);
    await settle(a, b, a);
    for (const { store } of [a, b])
      expect(visitedRooms(store).map(({ name }) => name)).toEqual(["four", "three", "two", "one"]);
  });

  it("remove a room from both lists, with what was chosen for it, until it is opened again", async () => {
    const [a, b] = [device(), device()];
    addVisit(a.store, "tea", clock.now());
    a.store.set("notify:tea", "all");
    await settle(a, b);
    removeRoom(b.store, "tea");
    b.store.remove("notify:tea");
    await settle(b, a);
    expect(visitedRooms(a.store)).toEqual([]);
    expect(a.store.get("notify:tea")).toBeUndefined();
    expect(a.merged.at(-1)?.notifications).toEqual(new Map([["tea", "nothing"]]));
    clock.advance(10);
    addVisit(a.store, "tea", clock.now());
    await settle(a, b);
    expect(visitedRooms(b.store)).toHaveLength(1);
  });

  it("have the later of two changes, whichever was offline", async () => {
    let isOffline = false;
    const [a, b] = [device(), device({ isOffline: () => isOffline })];
    await settle(a, b);
    isOffline = true;
    b.store.set("name", "Earlier");
    await b.sync.sync();
    clock.advance(60_000);
    a.store.set("name", "Later");
    await settle(a);
    isOffline = false;
    await settle(b, a);
    for (const { store } of [a, b]) expect(store.get("name")).toBe("Later");
  });

  it("do not lose what is changed while a request is on its way", async () => {
    const { store } = device();
    merge(store, outgoing(store, 0), { rev: 1, items: [] });
    store.set("name", "First");
    const request = outgoing(store, 0);
    store.set("name", "Second");
    merge(store, request, { rev: 3, items: [{ kind: "name", room: "", value: "Other" }] });
    expect(store.get("name")).toBe("Second");
    expect(outgoing(store, 0).changes).toMatchObject([{ kind: "name", value: "Second" }]);
  });
});

it("a full list of rooms forgets the oldest on this device only", async () => {
  const [a, b] = [device(), device()];
  for (let i = 0; i < 50; i++) addVisit(a.store, `room-${i}`, i + 1);
  await settle(a, b);
  clock.advance(1_000);
  addVisit(a.store, "one-more", clock.now());
  await settle(a);
  expect([...account.items.values()].filter(({ value }) => value === null)).toEqual([]);
});

it("read marks alone are sent every 30 seconds at most, other changes after two", async () => {
  const { store, sync } = device();
  addVisit(store, "tea", clock.now());
  await settle({ store, sync, merged: [] });
  const before = account.requests;
  for (let seq = 1; seq <= 10; seq++) {
    store.set("seen:tea", String(seq));
    sync.changed();
    clock.advance(2_000);
    await Promise.resolve();
  }
  expect(account.requests).toBe(before);
  clock.advance(30_000);
  await expect.poll(() => account.items.get("seen:tea")?.value).toBe(10);
  expect(account.requests).toBe(before + 1);
  store.set("name", "Ada");
  sync.changed();
  clock.advance(2_000);
  await expect.poll(() => account.items.get("name:")?.value).toBe("Ada");
});

it("a name that this server does not accept keeps nothing else from being sent", async () => {
  const { store, sync } = device();
  store.set("name", "a".repeat(41));
  addVisit(store, "tea", clock.now());
  await settle({ store, sync, merged: [] });
  expect([...account.items.keys()]).toEqual(["room:tea"]);
});

it("nothing is sent for a user without an account, or after a sign-out", async () => {
  const { store, sync } = device();
  store.remove("account");
  store.set("name", "Ada");
  sync.changed();
  clock.advance(60_000);
  await sync.sync();
  expect(account.requests).toBe(0);
  expect(store.keys("")).toEqual(["name"]);
});

it("a user whose account is gone shares no more", async () => {
  const store = memoryStore();
  const sync = new AccountSync({ store, clock, send: async () => ({ ok: true }), merged: () => undefined });
  setHasAccount(store);
  await sync.sync();
  expect(hasAccount(store)).toBe(false);
});
