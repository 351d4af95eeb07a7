import { describe, expect, it } from "vitest";
import {
  DEFAULT_COST,
  type EventCost,
  HISTORY_COST,
  LIGHT_COST,
  MESSAGE_COST,
  weightOf,
} from "../../../src/room/rate-limits/event-cost.ts";
import { LoadLimiter } from "../../../src/room/rate-limits/load-limiter.ts";
import { LIMITS } from "../../../src/shared/limits.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const limits = {
  roomLoadPerSecond: 100,
  roomLoadBurst: 100,
  addressLoadPerSecond: 20,
  addressLoadBurst: 40,
};

function limiter() {
  const clock = new ManualClock();
  const load = new LoadLimiter(clock, limits);
  const isServed = (network: string | undefined, id: string, weight = 1) =>
    load.take({ network, id }, weight) === 0;
  return { clock, load, isServed };
}

describe("a room's work", () => {
  it("is limited for a network, however many people are in it, and not for another one", () => {
    const { isServed } = limiter();
    const served = Array.from({ length: 500 }, () => isServed("203.0.113.1", "flooder"));
    // The network's budget and share, and the person's share.
    expect(served.filter(Boolean)).toHaveLength(40 + 10 + 1);
    expect(isServed("198.51.100.1", "ada")).toBe(true);
  });

  it("is limited for all networks together, and each still has its share", () => {
    const { isServed } = limiter();
    const networks = Array.from({ length: 100 }, (_, n) => `203.0.113.${n}`);
    const flood = () =>
      networks.flatMap((network) => Array.from({ length: 50 }, () => isServed(network, network)));
    // The room's budget and its reserve.
    expect(flood().filter(Boolean)).toHaveLength(200);
    const { isServed: isServedInQuiet, load } = limiter();
    load.add({ network: "203.0.113.1" }, 1_000);
    expect(isServedInQuiet("198.51.100.1", "ada")).toBe(true);
  });

  it("counts a frame to hidden windows for the room when it is sent, and for no network", () => {
    const { isServed, load } = limiter();
    load.addBroadcast(7_000);
    const served = (network: string) =>
      Array.from({ length: 40 }, () => isServed(network, network)).filter(Boolean);
    // What is left of the room's budget, and the share of the network.
    expect(served("203.0.113.1")).toHaveLength(30 + 10);
    expect(served("198.51.100.1")).toHaveLength(10 + 1);
  });

  it("leaves each person on a flooded network a share", () => {
    const { isServed, clock } = limiter();
    for (let i = 0; i < 500; i++) isServed("203.0.113.1", "flooder");
    const colleagues = Array.from({ length: 50 }, (_, n) => `colleague-${n}`);
    expect(colleagues.every((id) => isServed("203.0.113.1", id))).toBe(true);
    expect(isServed("203.0.113.1", "colleague-1")).toBe(false);
    clock.advance(10_000);
    for (let i = 0; i < 500; i++) isServed("203.0.113.1", "flooder");
    expect(isServed("203.0.113.1", "colleague-1")).toBe(true);
  });

  it("that is expensive is done once for everyone on a flooded network, and then rarely; messages continue", () => {
    const clock = new ManualClock();
    const crowd = Array.from({ length: 250 }, (_, n) => ({ network: "203.0.113.1", id: `p${n}` }));
    // The room's budget is large enough: the crowd is limited by its network's budget and the shares.
    const roomy = new LoadLimiter(clock, { ...limits, roomLoadPerSecond: 1e6, roomLoadBurst: 1e6 });
    const react = () => crowd.filter((person) => roomy.take(person, 9, true) === 0).length;
    expect(react()).toBe(250);
    expect(react()).toBeLessThan(20);
    const inTenSeconds = Array.from({ length: 10 }, () => {
      clock.advance(1_000);
      return react();
    }).reduce((sum, count) => sum + count, 0);
    // Ten seconds of the network's budget and share.
    expect(inTenSeconds).toBeLessThan((10 * 20) / 9 + 10 * 2 + 5);
    const say = crowd.filter((person) => roomy.take(person, 4.5) === 0).length;
    expect(say).toBe(250);
  });

  it("of an office of 250 people who write, type and read is done, and so is a greeting of thirty at once", () => {
    const clock = new ManualClock();
    const load = new LoadLimiter(clock, LIMITS);
    const refused: EventCost[] = [];
    const ask = (person: number, event: EventCost, payload: object) => {
      const wait = load.take({ network: "203.0.113.1", id: `p${person}` }, weightOf(event, payload, 250));
      if (wait > 0) refused.push(event);
    };
    const say = (person: number) => ask(person, MESSAGE_COST, { nonce: "1", text: "What a day!" });
    for (let person = 0; person < 30; person++) say(person);
    for (let second = 0; second < 120; second++) {
      clock.advance(1_000);
      for (let person = 0; person < 250; person++) {
        // A message a minute, each typed for a while, and a read mark every five seconds.
        if ((person + second) % 60 === 0) say(person);
        if ((person + second) % 60 >= 58) ask(person, LIGHT_COST, { active: true });
        if ((person + second) % 5 === 0) ask(person, LIGHT_COST, { seq: second });
      }
    }
    expect(refused).toEqual([]);
  });

  it("that is light has a part of the budgets, so that a flood of it displaces no message and no share", () => {
    const { load, clock } = limiter();
    const at = (network: string, id: string, weight: number) => load.take({ network, id }, weight);
    const flood = (network: string) =>
      Array.from({ length: 500 }, () => at(network, "flooder", 0.5)).filter((wait) => wait === 0).length;
    // Two fifths of a network's burst, in events of half a unit.
    expect(flood("203.0.113.1")).toBe(32);
    // The rest of the budget, and then the shares, are there for messages: also of the flooder.
    const messages = Array.from({ length: 30 }, () => at("203.0.113.1", "ada", 2));
    expect(messages.filter((wait) => wait === 0)).toHaveLength(12 + 10 + 1);
    expect(at("203.0.113.1", "flooder", 2)).toBe(0);
    // The same for the room: many flooding networks leave more than half of its budget.
    const floods = Array.from({ length: 50 }, (_, n) => flood(`198.51.100.${n}`));
    expect(floods.reduce((sum, served) => sum + served, 0)).toBeLessThanOrEqual(80);
    expect(at("192.0.2.1", "grace", 2)).toBe(0);
    // A rejected event may be sent again.
    const wait = at("203.0.113.2", "bob", 0.5);
    expect(wait).toBeGreaterThan(0);
    clock.advance(wait);
    expect(at("203.0.113.2", "bob", 0.5)).toBe(0);
  });

  it("is rejected with the time after which the same request succeeds, different for each request", () => {
    const { load, clock } = limiter();
    const people = Array.from({ length: 60 }, (_, n) => ({ network: "203.0.113.1", id: `p${n}` }));
    for (const person of people) load.take(person, 2);
    const waits = people.map((person) => load.take(person, 2)).filter((wait) => wait > 0);
    expect(new Set(waits).size).toBeGreaterThan(waits.length / 2);
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000);
    clock.advance(10_000);
    expect(people.slice(0, 20).map((person) => load.take(person, 2))).toEqual(Array(20).fill(0));
  });

  it("counts work that took more than estimated", () => {
    const { load, isServed } = limiter();
    load.add({ network: "203.0.113.1" }, 1_000);
    for (let i = 0; i < 11; i++) isServed("203.0.113.1", "ada");
    expect(isServed("203.0.113.1", "ada")).toBe(false);
  });

  it("counts visitors behind a proxy on this machine as one network", () => {
    const { isServed } = limiter();
    const served = Array.from({ length: 500 }, () => isServed(undefined, "flooder"));
    expect(served.filter(Boolean)).toHaveLength(51);
  });

  it("disconnects users who continue although rejected, once their network floods; others stay connected", () => {
    const { load, clock } = limiter();
    const flooders = Array.from({ length: 10 }, (_, n) => ({ network: "203.0.113.1", id: `flooder-${n}` }));
    const flood = () => flooders.map((flooder) => load.countRejection(flooder));
    expect([...flood(), ...flood(), ...flood()]).not.toContain(true);
    for (let i = 0; i < 5; i++) flood();
    expect(flood()).not.toContain(false);
    expect(load.countRejection({ network: "203.0.113.1", id: "colleague" })).toBe(false);
    expect(load.countRejection({ network: "198.51.100.1", id: "ada" })).toBe(false);
    clock.advance(60_000);
    expect(flood()).not.toContain(true);
    const alone = { network: "203.0.113.99", id: "alone" };
    expect(Array.from({ length: 400 }, () => load.countRejection(alone))).not.toContain(true);
  });
});

describe("the weight of an event", () => {
  it("grows with the sockets that receive it, the messages that are read and the text that is sent", () => {
    const message = (text: string, sockets: number) => weightOf(MESSAGE_COST, { nonce: "1", text }, sockets);
    expect(message("short", 10_000)).toBeGreaterThan(10 * message("short", 100));
    expect(message("蜀".repeat(4_000), 10)).toBeGreaterThan(message("short", 10));
    const page = (limit: number) => weightOf(HISTORY_COST, { limit }, 10_000);
    expect(page(100)).toBeGreaterThan(page(10));
    expect(weightOf(LIGHT_COST, { active: true }, 10_000)).toBeLessThan(1);
  });

  it.each([
    ["nothing", undefined],
    ["a number that is none", { limit: Number.NaN, text: 1 }],
    ["a negative page", { limit: -1_000_000 }],
    ["an endless page", { limit: 1e300 }],
    ["null", null],
  ])("is a finite number above zero, whatever the payload: %s", (_, payload) => {
    for (const event of [HISTORY_COST, MESSAGE_COST, DEFAULT_COST]) {
      const weight = weightOf(event, payload, 250);
      expect(weight).toBeGreaterThan(0);
      expect(weight).toBeLessThan(20);
    }
  });
});
