/** Unread messages of a room: the count in the title, and the line above the first. */
import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Message } from "../../../src/shared/contract/message.ts";
import { Unread } from "../../../src/web/core/messages/unread.ts";
import { memoryStore } from "../../../src/web/storage/device-storage.ts";
import { PageEvents } from "../../support/page-events.ts";

const ADA = { id: "ada", name: "Ada" };
const GRACE = { id: "grace", name: "Grace" };

const said = (seq: number, from = GRACE, more: Partial<Message> = {}): Message => ({
  ...{ seq, from, at: 0, text: `Message ${seq}` },
  ...more,
});

beforeEach(() => void new PageEvents());
afterEach(() => void vi.unstubAllGlobals());

function watch(first: readonly Message[]) {
  const newest = signal(first);
  const you = signal<{ id: string } | undefined>(undefined);
  const readElsewhere = signal(0);
  const wrote = new Set<number>();
  const reached: number[] = [];
  const unread = new Unread(
    {
      name: "room",
      timeline: { newest },
      memberList: { you },
      opened: signal(true),
      readElsewhere,
      outgoing: { hasSent: ({ seq }) => wrote.has(seq) },
      readReceipts: { reached: (seq) => void reached.push(seq) },
    },
    memoryStore(),
  );
  const hear = (...messages: Message[]) => {
    newest.value = [...newest.peek(), ...messages];
  };
  /** Applies a change of a message from the room. */
  const change = (message: Message) => {
    newest.value = newest.peek().map((other) => (other.seq === message.seq ? message : other));
  };
  return { unread, newest, you, readElsewhere, wrote, reached, hear, change };
}

/** A page that has become hidden. */
function away() {
  const page = watch([said(1)]);
  page.you.value = ADA;
  page.unread.isWatched.value = false;
  return page;
}

test("a deleted message does not count as unread, also if it was deleted before it arrived", () => {
  const { unread, hear, change } = away();
  hear(said(2), said(3), said(4, GRACE, { deleted: true }));
  expect(unread.count.value).toBe(2);
  change(said(2, GRACE, { deleted: true, text: "" }));
  expect(unread.count.value).toBe(1);
  change(said(3, GRACE, { deleted: true, text: "" }));
  expect(unread.count.value).toBe(0);
});

test("the reader's own messages do not count, and one from another device marks those before it as read", () => {
  const { unread, hear, wrote } = away();
  wrote.add(3);
  hear(said(2), said(3, ADA));
  expect(unread.count.value).toBe(1);
  hear(said(4, ADA), said(5));
  expect(unread.count.value).toBe(1);
});

test("messages read on another device do not count, as soon as the room says so", () => {
  const { unread, hear, readElsewhere } = away();
  hear(said(2), said(3), said(4));
  expect(unread.count.value).toBe(3);
  readElsewhere.value = 3;
  expect(unread.count.value).toBe(1);
  readElsewhere.value = 2;
  expect(unread.count.value).toBe(1);
});

test("messages that came with the page are new unless they were read on another device", () => {
  const { unread, you, readElsewhere, reached } = watch([said(1), said(2), said(3)]);
  expect(reached).toEqual([]);
  readElsewhere.value = 1;
  you.value = ADA;
  expect(unread.marker.value).toBe(2);
  expect(reached).toEqual([3]);
});
