import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SignInLimiter, SignInStore } from "../../../src/operator/sign-in.ts";

/** The key-value storage of an object, and how often it is written. */
function storage() {
  const stored = new Map<string, unknown>();
  let writes = 0;
  const kv = {
    get: (key: string) => stored.get(key),
    put(key: string, value: unknown) {
      writes++;
      stored.set(key, value);
    },
    delete: (key: string) => stored.delete(key),
    list: ({ prefix, limit }: { prefix: string; limit: number }) =>
      [...stored]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .slice(0, limit),
  } as unknown as SyncKvStorage;
  return { kv, stored, writes: () => writes };
}

const network = (n: number): string => `198.51.${n >> 8}.${n & 255}`;

describe("wrong tokens of operators", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const wrong = (limiter: SignInLimiter, n: number): number => limiter.attempt(network(n), false, Date.now());

  it("from thousands of networks are stored of a thousand, and every network is limited after ten", () => {
    const { kv, stored, writes } = storage();
    const limiter = new SignInLimiter(new SignInStore(kv).attempts);
    for (let n = 0; n < 5_000; n++) expect(wrong(limiter, n)).toBe(0);
    expect([stored.size, writes()]).toEqual([1_000, 1_000]);
    for (const n of [1, 4_999]) {
      for (let tries = 1; tries < 10; tries++) expect(wrong(limiter, n)).toBe(0);
      expect(wrong(limiter, n)).toBeGreaterThan(0);
    }
    expect(writes()).toBe(1_009);
  });

  it("are still limited after the object has slept", () => {
    const { kv } = storage();
    const before = new SignInLimiter(new SignInStore(kv).attempts);
    for (let tries = 0; tries < 10; tries++) wrong(before, 1);
    expect(wrong(new SignInLimiter(new SignInStore(kv).attempts), 1)).toBeGreaterThan(0);
  });

  it("make room for others once they have expired, and after the right token", () => {
    const { kv, stored } = storage();
    const limiter = new SignInLimiter(new SignInStore(kv).attempts);
    for (let n = 0; n < 1_000; n++) wrong(limiter, n);
    limiter.attempt(network(7), true, Date.now());
    wrong(limiter, 1_001);
    expect(stored.size).toBe(1_000);
    vi.advanceTimersByTime(600_001);
    wrong(limiter, 1_002);
    expect(stored.size).toBe(1);
  });
});
