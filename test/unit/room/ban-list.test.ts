/** What a room knows of the bans in all rooms. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { BanSnapshot } from "../../../src/operator/bans/ban-store.ts";

const person = (value: string) => ({ kind: "person", value }) as const;

type Answer = BanSnapshot | undefined;

/** The list of an isolate that has read nothing. */
let BanList: typeof import("../../../src/room/operator/ban-list.ts").BanList;

beforeEach(async () => {
  vi.resetModules();
  ({ BanList } = await import("../../../src/room/operator/ban-list.ts"));
});

afterEach(() => vi.useRealTimers());

/** A list whose reads are answered by the test, in any order. */
function heldList() {
  const answers: ((answer: Answer) => void)[] = [];
  const list = new BanList(() => ({
    banSnapshot: () => new Promise((resolve) => answers.push(resolve)),
  }));
  return { list, answer: (number: number, answer: Answer) => answers[number]?.(answer) };
}

it("reads the list again after a change that follows one it has missed", async () => {
  vi.useFakeTimers();
  const known: (number | undefined)[] = [];
  let snapshot = { version: 4, bans: [person("a")] };
  const list = new BanList(() => ({
    banSnapshot: async (version) => {
      known.push(version);
      return version === snapshot.version ? undefined : snapshot;
    },
  }));
  await list.refresh();
  snapshot = { version: 5, bans: [person("a"), person("b")] };
  // A change from before, told late: the version is that of all bans, and the ban of b was not told.
  list.apply({ ban: person("a"), on: true, version: 5 });
  expect([list.hasPerson("a"), list.hasPerson("b")]).toEqual([true, false]);
  vi.advanceTimersByTime(11_000);
  await list.refresh();
  expect(known).toEqual([undefined, undefined]);
  expect(list.hasPerson("b")).toBe(true);
});

it("keeps a ban that is told while the list is read, and takes the others from the older answer", async () => {
  const { list, answer } = heldList();
  const reading = list.refresh();
  list.apply({ ban: person("eve"), on: true, version: 5 });
  list.apply({ ban: person("cem"), on: false, version: 6 });
  answer(0, { version: 4, bans: [person("bob"), person("cem")] });
  await reading;
  expect(["eve", "bob", "cem"].map((id) => list.hasPerson(id))).toEqual([true, true, false]);
});

it("takes the end of a ban from an answer that is newer than what was told meanwhile", async () => {
  const { list, answer } = heldList();
  const reading = list.refresh();
  list.apply({ ban: person("eve"), on: true, version: 5 });
  answer(0, { version: 6, bans: [] });
  await reading;
  expect(list.hasPerson("eve")).toBe(false);
});

it("ignores the answer to a read that began before the one that was answered last", async () => {
  const [first, second] = [heldList(), heldList()];
  const reads = [first.list.refresh(), second.list.refresh()];
  second.answer(0, { version: 5, bans: [person("eve")] });
  await reads[1];
  first.answer(0, { version: 4, bans: [] });
  await reads[0];
  expect(first.list.hasPerson("eve")).toBe(true);
});

it("reads the list again instead of taking a change that is older than it", async () => {
  const { list, answer } = heldList();
  const reading = list.refresh();
  answer(0, { version: 7, bans: [person("eve")] });
  await reading;
  list.apply({ ban: person("eve"), on: false, version: 6 });
  expect(list.hasPerson("eve")).toBe(true);
  expect(list.refresh()).toBeDefined();
});

it("does not wait for a read of another room, which may have been reset meanwhile", async () => {
  const lost = new BanList(() => ({ banSnapshot: () => new Promise(() => undefined) }));
  const timer = vi.spyOn(globalThis, "setTimeout").mockReturnValueOnce(0 as never);
  void lost.refresh();
  timer.mockRestore();
  const list = new BanList(() => ({ banSnapshot: async () => ({ version: 1, bans: [person("eve")] }) }));
  await list.refresh();
  expect(list.hasPerson("eve")).toBe(true);
});
