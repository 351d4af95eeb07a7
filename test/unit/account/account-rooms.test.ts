import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AccountRooms } from "../../../src/account/account-rooms.ts";
import { DeviceStore } from "../../../src/account/device-store.ts";

/** An account with a device that was signed out and had these rooms open, of which those in `silent` never answer. */
function accountIn(rooms: string[], silent: string[]) {
  const visits = new Set(rooms);
  let alarm: number | null = null;
  const storage = {
    kv: { get: () => undefined },
    setAlarm: async (at: number) => {
      alarm = at;
    },
    deleteAlarm: async () => {
      alarm = null;
    },
  };
  const devices = {
    first: "first",
    endedVisits: () => [...visits].map((room) => ({ device: "phone", room })),
    removeVisit: (_device: string, room: string) => visits.delete(room),
  } as unknown as DeviceStore;
  const endSession = (room: string) =>
    silent.includes(room) ? new Promise<void>(() => {}) : Promise.resolve();
  const stub = (room: string) => ({
    endSession: () => endSession(room),
    accountChanged: async () => false,
    setPushLevel: async () => {},
  });
  const ctx = { id: { name: "ada" }, storage } as unknown as DurableObjectState;
  const account = new AccountRooms(ctx, { ROOMS: { getByName: stub } }, devices);
  return { account, visits, alarm: () => alarm };
}

/** An account with the devices `a` and `b`, the second of which has `room` open. Its room answers when it is released. */
async function changed(meanwhile: (devices: DeviceStore) => void): Promise<string[]> {
  const closed: string[] = [];
  const sql = {
    exec: (query: string, ...values: string[]) => {
      if (query.includes("SET room = NULL")) closed.push(String(values[0]));
      return { toArray: () => (query.startsWith("SELECT DISTINCT room") ? [{ room: "room" }] : []) };
    },
  };
  const devices = new DeviceStore({ sql } as unknown as DurableObjectStorage, { devices: 9, deviceRooms: 9 });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stub = { endSession: async () => {}, accountChanged: () => promise, setPushLevel: async () => {} };
  const ctx = { id: { name: "ada" } } as unknown as DurableObjectState;
  const announced = new AccountRooms(ctx, { ROOMS: { getByName: () => stub } }, devices).announce("a", 1);
  meanwhile(devices);
  resolve(false);
  await announced;
  return closed;
}

describe("the rooms of an account", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("are all told of a sign-out, and no alarm is left", async () => {
    const { account, visits, alarm } = accountIn(["a", "b"], []);
    await account.tellRooms();
    expect([[...visits], alarm(), vi.getTimerCount()]).toEqual([[], null, 0]);
  });

  it("do not keep the person waiting: one that does not answer within ten seconds is told again by the alarm", async () => {
    const { account, visits, alarm } = accountIn(["a", "silent"], ["silent"]);
    let isDone = false;
    const told = account.tellRooms().then(() => {
      isDone = true;
    });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(isDone).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await told;
    expect([...visits]).toEqual(["silent"]);
    expect(alarm()).not.toBeNull();
  });

  it("are not asked again once no other device is connected, unless one opens a room meanwhile", async () => {
    expect(await changed(() => {})).toEqual(["room"]);
    expect(await changed((devices) => devices.open("b", "room"))).toEqual([]);
  });
});
