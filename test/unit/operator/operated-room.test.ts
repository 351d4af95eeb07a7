import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { operate, type RoomForOperators } from "../../../src/operator/operated-room.ts";
import { NoAnswer } from "../../../src/platform/with-timeout.ts";

const room = (answer: RoomForOperators["operate"]) => ({
  ROOMS: { getByName: () => ({ operate: answer }) },
});

describe("a request to a room", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("has the room's answer, and leaves no timer", async () => {
    const answer = { ok: true, changed: false } as const;
    expect(
      await operate(
        room(async () => answer),
        "a",
        { type: "view" },
      ),
    ).toEqual(answer);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("fails if the room does not answer within ten seconds", async () => {
    const asked = operate(
      room(() => new Promise(() => {})),
      "a",
      { type: "view" },
    );
    const failed = expect(asked).rejects.toThrow(NoAnswer);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await failed;
  });
});
