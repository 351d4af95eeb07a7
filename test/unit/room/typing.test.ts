import { describe, expect, it } from "vitest";
import { TypingTracker } from "../../../src/room/broadcast/typing.ts";
import { ManualClock } from "../../support/manual-clock.ts";

function typingTracker(typingListed = 20) {
  const clock = new ManualClock();
  const told: (string[] | undefined)[] = [];
  const list: TypingTracker = new TypingTracker(clock, { typingMs: 6_000, typingListed }, () => {
    told.push(list.takeDelta()?.ids);
  });
  return { clock, told, list };
}

describe("typing", () => {
  it("reports the complete list when someone starts and stops", () => {
    const { list, told } = typingTracker();
    list.start("a");
    list.start("b");
    list.stop("a");
    expect(told).toEqual([["a"], ["a", "b"], ["b"]]);
  });

  it("reports nothing while the list stays the same", () => {
    const { list, told, clock } = typingTracker();
    list.start("a");
    clock.advance(3_000);
    list.start("a");
    list.stop("b");
    expect(told).toEqual([["a"]]);
  });

  it("expires after its last repetition", () => {
    const { list, told, clock } = typingTracker();
    list.start("a");
    clock.advance(3_000);
    list.start("b");
    list.start("a");
    clock.advance(5_999);
    expect(list.ids).toEqual(["b", "a"]);
    clock.advance(1);
    expect(told).toEqual([["a"], ["a", "b"], []]);
  });

  it("leaves no timer that would keep the object awake", () => {
    const { list, clock } = typingTracker();
    list.start("a");
    list.start("b");
    expect(clock.pendingTasks).toBe(1);
    list.stop("a");
    list.stop("b");
    expect(clock.pendingTasks).toBe(0);
    list.start("a");
    clock.advance(6_000);
    expect(clock.pendingTasks).toBe(0);
  });

  it("lists no more people than the limit", () => {
    const { list } = typingTracker(2);
    for (const id of ["a", "b", "c"]) list.start(id);
    expect(list.ids).toEqual(["a", "b"]);
  });
});
