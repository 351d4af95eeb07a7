import { describe, expect, it } from "vitest";
import { SharedTimeout } from "../../src/platform/shared-timeout.ts";
import { ManualClock } from "../support/manual-clock.ts";

const never = new Promise<never>(() => {});

/** Notes how each call ends. */
function waits() {
  const clock = new ManualClock();
  const timeout = new SharedTimeout(5_000, clock);
  const ended: [name: string, result: unknown][] = [];
  const wait = (name: string, call: Promise<unknown>): void => {
    timeout.resultOf(call).then(
      (result) => ended.push([name, result]),
      (error: unknown) => ended.push([name, error]),
    );
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { clock, wait, ended, settle };
}

describe("a shared timeout", () => {
  it("passes on results and errors, and leaves no timer behind", async () => {
    const { clock, wait, ended, settle } = waits();
    const error = new Error("refused");
    wait("one", Promise.resolve(1));
    wait("two", Promise.reject(error));
    await settle();
    expect(ended).toEqual([
      ["one", 1],
      ["two", error],
    ]);
    expect(clock.pendingTasks).toBe(0);
  });

  it("takes one timer for all calls, and ends each wait at its own time", async () => {
    const { clock, wait, ended, settle } = waits();
    const late = Promise.withResolvers<string>();
    wait("answered", late.promise);
    wait("first", never);
    clock.advance(3_000);
    wait("second", never);
    expect(clock.pendingTasks).toBe(1);
    late.resolve("in time");
    await settle();
    clock.advance(1_999);
    await settle();
    expect(ended).toEqual([["answered", "in time"]]);
    clock.advance(1);
    await settle();
    expect(ended.slice(1)).toEqual([["first", undefined]]);
    expect(clock.pendingTasks).toBe(1);
    clock.advance(3_000);
    await settle();
    expect(ended.slice(2)).toEqual([["second", undefined]]);
    expect(clock.pendingTasks).toBe(0);
  });

  it("does not listen to a call that answers after that", async () => {
    const { clock, wait, ended, settle } = waits();
    const late = Promise.withResolvers<string>();
    wait("late", late.promise);
    clock.advance(5_000);
    late.reject(new Error("too late"));
    await settle();
    expect(ended).toEqual([["late", undefined]]);
    expect(clock.pendingTasks).toBe(0);
  });
});
