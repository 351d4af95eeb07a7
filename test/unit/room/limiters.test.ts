import { describe, expect, it } from "vitest";
import { flushWindowFor } from "../../../src/room/broadcast/flush-window.ts";
import { RecentSends } from "../../../src/room/messages/recent-sends.ts";
import { MessageLimiter } from "../../../src/room/rate-limits/message-limiter.ts";
import { PacketRateLimiter } from "../../../src/room/rate-limits/packet-rate-limiter.ts";
import { TokenBuckets } from "../../../src/room/rate-limits/token-buckets.ts";
import { LIMITS } from "../../../src/shared/limits.ts";
import { ManualClock } from "../../support/manual-clock.ts";

describe("new messages", () => {
  it("of a person are limited to ten at once and then one a second; a bot has more", () => {
    const clock = new ManualClock();
    const messages = new MessageLimiter(clock, LIMITS);
    const sent = (id: string, count: number) =>
      Array.from({ length: count }, () => {
        const wait = messages.wait(id);
        if (wait === 0) messages.take(id);
        return wait;
      }).filter((wait) => wait === 0).length;
    expect(sent("ada", 202)).toBe(10);
    expect(messages.wait("ada")).toBe(1_000);
    expect(() => messages.take("ada")).toThrow(
      expect.objectContaining({ code: "rate_limited", retryAfter: 1_000 }),
    );
    clock.advance(3_000);
    expect(sent("ada", 202)).toBe(3);
    expect(sent("bot_0123456789abcdef", 1_000)).toBe(LIMITS.botMessageBurst);
    expect(sent("grace", 5)).toBe(5);
  });
});

describe("buckets by key", () => {
  it("are removed once they are full, so that many new users do not fill the memory", () => {
    const clock = new ManualClock();
    const buckets = new TokenBuckets(clock, { perSecond: 1, burst: 1 });
    for (let i = 0; i < 100_000; i++) {
      buckets.take(`person-${i}`);
      clock.advance(1);
    }
    expect(buckets.size).toBeLessThan(5_000);
  });
});

describe("packets of one network", () => {
  it("are limited together: beyond the limit connections that send much are closed, and no others", () => {
    const clock = new ManualClock();
    const floods: string[] = [];
    const pace = new PacketRateLimiter(clock, LIMITS, (network) => floods.push(network));
    const flooders = Array.from({ length: 200 }, (_, n) => `flooder-${n}`);
    const office = "203.0.113.1";
    const ended = new Set<string>();
    let taken = 0;
    for (let turn = 0; turn < 100; turn++)
      for (const id of flooders) {
        if (ended.has(id)) continue;
        if (pace.take(id, office)) taken++;
        else ended.add(id);
      }
    expect(ended.size).toBe(200);
    // Each may send what a page sends at once, and together they may send their budget.
    expect(taken).toBeLessThanOrEqual(200 * 12 + LIMITS.addressPacketBurst);
    expect(floods).toHaveLength(200);
    expect(new Set(floods).size).toBe(1);
    expect(pace.take("colleague", office)).toBe(true);
    expect(Array.from({ length: 100 }, () => pace.take("ada", "198.51.100.1"))).not.toContain(false);
  });
});

describe("nonces of the newest messages", () => {
  it("are found by author, also older ones once they are read, within a limited memory", () => {
    const recent = new RecentSends(11);
    recent.add({ seq: 11, author: "ada", nonce: "a" });
    expect(recent.find("ada", "a")).toBe(11);
    expect(recent.find("bob", "a")).toBeUndefined();
    recent.addOlder(5, [
      { seq: 5, author: "bob", nonce: "b" },
      { seq: 6, author: "ada", nonce: "a" },
    ]);
    expect(recent.from).toBe(5);
    expect(recent.find("bob", "b")).toBe(5);
    expect(recent.find("ada", "a")).toBe(11);
    for (let seq = 12; seq < 50_000; seq++) recent.add({ seq, author: "eve", nonce: String(seq) });
    expect(recent.from).toBeGreaterThan(20_000);
    expect(recent.find("bob", "b")).toBeUndefined();
    expect(recent.find("eve", String(recent.from))).toBe(recent.from);
  });
});

describe("the window between two flushes", () => {
  it("grows while a room is busy without a pause, up to 100 ms", () => {
    expect(flushWindowFor(250)).toBe(7);
    expect(flushWindowFor(250, 4)).toBe(7);
    expect(flushWindowFor(250, 8)).toBe(37);
    expect(flushWindowFor(250, 1_000)).toBe(100);
    expect(flushWindowFor(1, 10)).toBe(0);
  });
});
