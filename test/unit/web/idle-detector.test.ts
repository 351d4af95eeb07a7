/** When the room is notified that the user is idle, with a manual clock. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IdleDetector } from "../../../src/web/core/connection/idle-detector.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { PageEvents } from "../../support/page-events.ts";

const FIVE_MINUTES = 5 * 60_000;

let page: PageEvents;
beforeEach(() => {
  page = new PageEvents();
});
afterEach(() => void vi.unstubAllGlobals());

function watch() {
  const clock = new ManualClock();
  const told: boolean[] = [];
  const idleDetector = new IdleDetector(clock, (idle) => void told.push(idle));
  return { clock, told, idleDetector };
}

test("a room that restarted is notified again of an idle user, and not of an active one", () => {
  const { clock, told, idleDetector } = watch();
  idleDetector.resend();
  expect(told).toEqual([]);
  clock.advance(FIVE_MINUTES);
  expect(told).toEqual([true]);
  idleDetector.resend();
  expect(told).toEqual([true, true]);
  page.window.dispatchEvent(new Event("keydown"));
  expect(told).toEqual([true, true, false]);
  idleDetector.resend();
  expect(told).toEqual([true, true, false]);
});

test("a person who touches a key every four minutes is never idle", () => {
  const { clock, told } = watch();
  for (let times = 0; times < 10; times += 1) {
    clock.advance(4 * 60_000);
    page.window.dispatchEvent(new Event("pointermove"));
  }
  expect(told).toEqual([]);
});
