/** When a room is told that a window is hidden or visible, with a manual clock. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ack } from "../../../src/shared/contract/errors.ts";
import {
  HIDDEN_FOR,
  WindowVisibility,
  type WindowVisibilityOptions,
} from "../../../src/web/core/connection/window-visibility.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { PageEvents } from "../../support/page-events.ts";

let page: PageEvents;
beforeEach(() => {
  page = new PageEvents();
});
afterEach(() => void vi.unstubAllGlobals());

function setVisibility(state: "visible" | "hidden"): void {
  page.document.visibilityState = state;
  page.document.dispatchEvent(new Event("visibilitychange"));
}

/** @param isPrompt whether the room has notifications */
function watch(isPrompt: boolean) {
  const clock = new ManualClock();
  const told: boolean[] = [];
  const answers: ((answer: Ack) => void)[] = [];
  let receive = () => {};
  const socket = {
    connected: true,
    on: () => socket,
    onAny: (listener: () => void) => {
      receive = listener;
    },
    listeners: () => [],
  };
  new WindowVisibility({
    socket: socket as unknown as WindowVisibilityOptions["socket"],
    clock,
    memberList: { arrivals: { peek: () => [] } } as unknown as WindowVisibilityOptions["memberList"],
    send: (visible) => {
      told.push(visible);
      return new Promise((resolve) => answers.push(resolve));
    },
    isPrompt: () => isPrompt,
    left: new AbortController().signal,
  });
  /** The room acknowledges the oldest request. */
  const acknowledge = async () => {
    answers.shift()?.({ ok: true });
    await Promise.resolve();
    await Promise.resolve();
  };
  return { clock, told, acknowledge, receive: () => receive() };
}

test("a room with notifications knows at once of a window that was hidden while its page loaded", () => {
  page.document.visibilityState = "hidden";
  expect(watch(true).told).toEqual([false]);
});

test("a room with notifications knows of a window that is hidden again before the room has answered", async () => {
  const { told, acknowledge } = watch(true);
  setVisibility("hidden");
  await acknowledge();
  setVisibility("visible");
  setVisibility("hidden");
  expect(told).toEqual([false, true]);
  await acknowledge();
  expect(told).toEqual([false, true, false]);
  await acknowledge();
  expect(told).toEqual([false, true, false]);
});

test("a quiet room is not told of a hidden window, until it sends something some seconds later", async () => {
  const { clock, told, acknowledge, receive } = watch(false);
  setVisibility("hidden");
  receive();
  expect(told).toEqual([]);
  clock.advance(HIDDEN_FOR);
  expect(told).toEqual([]);
  receive();
  expect(told).toEqual([false]);
  await acknowledge();
  receive();
  setVisibility("visible");
  expect(told).toEqual([false, true]);
});
