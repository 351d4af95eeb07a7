/** When the other rooms of a device are asked for unread messages, with fake timers. */
import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Member } from "../../../src/shared/contract/message.ts";
import type { RoomActivities } from "../../../src/web/features/context/room-context.ts";
import { RoomActivityPoller } from "../../../src/web/features/rooms/room-activity-poller.ts";
import { memoryStore } from "../../../src/web/storage/device-storage.ts";
import { PageEvents } from "../../support/page-events.ts";

const ended = new AbortController();

beforeEach(() => {
  vi.useFakeTimers();
  new PageEvents();
});
afterEach(() => {
  ended.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a page whose room answers late asks the others within half a minute of the answer", async () => {
  const requests: string[] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    requests.push(url);
    return Response.json({ ok: true, messages: [{ from: { id: "grace" }, text: "@Ada, look" }] });
  });
  const store = memoryStore();
  store.set("seen:news", "7");
  const roomActivity = signal<RoomActivities>(new Map());
  let you: Member | undefined;
  new RoomActivityPoller({
    ...{ store, roomActivity, you: () => you, token: () => undefined },
    visitedRooms: () => [{ name: "news", at: 0 }],
    current: () => "general",
  }).start(ended.signal);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(requests).toEqual([]);

  you = { id: "ada", name: "Ada" };
  await vi.advanceTimersByTimeAsync(30_000);
  expect(requests).toEqual(["/api/rooms/news/messages?after=7"]);
  expect(roomActivity.value.get("news")).toEqual({ unread: true, mentions: 1, draft: false });
});
