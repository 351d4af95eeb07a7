import { describe, expect, it } from "vitest";
import { largeRoomUsage } from "../../../bench/cost/large-room.ts";
import { price } from "../../../bench/cost/prices.ts";
import { at, modelOf } from "../../../bench/model/large-room.ts";
import { socketsPerObject } from "../../../bench/model/relay-placement.ts";
import { spreadOf } from "../../../bench/report/statistics.ts";

const COSTS = {
  alone: [
    { relays: 20, cpu: 2_200 },
    { relays: 100, cpu: 10_200 },
  ],
  busy: [
    { relays: 20, cpu: 100 },
    { relays: 100, cpu: 180 },
  ],
  frame: 30,
  sharedFrame: 5,
};

describe("the model of a large room", () => {
  it("is on a line between what was measured, and beyond", () => {
    expect(at(COSTS.alone, 20)).toBeCloseTo(2_200);
    expect(at(COSTS.alone, 60)).toBeCloseTo(6_200);
    expect(at(COSTS.alone, 0)).toBeCloseTo(200);
    expect(at([{ relays: 20, cpu: 7 }], 50)).toBe(7);
  });

  it("adds up the work of the room's own object and of a relay", () => {
    const model = modelOf(COSTS, { sockets: 100_000, socketsPerObject: 5_000 });
    expect(model.relays).toBe(19);
    // A pause of 3 ms, 19 calls of 100 us and 200 us besides, and 5,000 frames of 30 us in each object.
    expect(model.lastSocketMs).toBeCloseTo(3 + 2.1 + 150 + 150);
    expect(model.sequenced).toBeCloseTo(1e6 / 99);
    expect(model.delivered).toBeCloseTo(1e6 / (5_000 * 5));
    // 600 units a second, and 52 for a message.
    expect(model.allowed).toBeCloseTo(600 / 52);
  });

  it("needs no relay for a room that fits into its own object", () => {
    const model = modelOf(COSTS, { sockets: 1_000, socketsPerObject: 5_000 });
    expect(model).toMatchObject({ relays: 0, socketsPerObject: 5_000 });
    expect(model.lastSocketMs).toBeCloseTo(3 + 0.2 + 30);
    expect(
      largeRoomUsage({ people: 1_000, hidden: 0, socketsPerObject: 5_000, messages: 10, seconds: 60 }).total,
    )
      // 1,000 handshakes; 10 messages and two receipts of each reader, and CONNECT.
      .toMatchObject({ requests: 1_000, messages: 1_000 + 10 + 2_000, awake: 60 });
  });
});

describe("the cost of a large room", () => {
  const room = { people: 100_000, hidden: 0, socketsPerObject: 5_000, messages: 3_600, seconds: 3_600 };

  it("is the sum of its parts", () => {
    const { parts, total } = largeRoomUsage(room);
    expect(price(total)).toBeCloseTo(parts.reduce((sum, { usage }) => sum + price(usage), 0));
    // 20 objects for an hour.
    expect(total.awake).toBe(72_000);
  });

  it("is lower with hidden pages, which send no read receipts", () => {
    const hidden = largeRoomUsage({ ...room, hidden: 90_000 }).total;
    expect(price(hidden)).toBeLessThan(price(largeRoomUsage(room).total) / 2);
  });
});

describe("the benchmark of relays", () => {
  it.each([1, 2, 4, 8])("fills a room's own object and %i relays, and no other", (relays) => {
    for (const sockets of [800, 1_600, 9_900, 16_000]) {
      const each = socketsPerObject(sockets, relays);
      expect(each * (relays + 1)).toBeGreaterThanOrEqual(sockets);
      // The last relay is needed.
      expect(each * relays).toBeLessThan(sockets);
    }
  });

  it("shows the lowest and the highest round", () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, lowest: 1, highest: 3 });
  });
});
