import { expect, it } from "vitest";
import { TokenBucket } from "../../../src/room/rate-limits/token-bucket.ts";

it("a token bucket allows a burst, then its rate per second", () => {
  const bucket = new TokenBucket(10, 3, 0);
  expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 0]);
  expect(bucket.take(0)).toBe(100);
  expect(bucket.take(50)).toBe(50);
  expect(bucket.take(100)).toBe(0);
  expect(bucket.take(100)).toBe(100);
});

it("a token bucket gives all requested tokens or none, and at most its burst", () => {
  const bucket = new TokenBucket(10, 6, 0);
  expect([bucket.take(0, 4), bucket.take(0, 4)]).toEqual([0, 200]);
  expect(bucket.take(0, 2)).toBe(0);
  expect([bucket.take(600, 60), bucket.take(600)]).toEqual([0, 100]);
  bucket.giveBack();
  expect([bucket.take(600), bucket.take(600)]).toEqual([0, 100]);
});

it("a token bucket never holds more than its burst, nor less if the clock goes back", () => {
  const bucket = new TokenBucket(10, 2, 1_000);
  expect([bucket.take(60_000), bucket.take(60_000), bucket.take(60_000)]).toEqual([0, 0, 100]);
  expect(bucket.take(0)).toBe(100);
});
