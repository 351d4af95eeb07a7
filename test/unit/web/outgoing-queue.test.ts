import { expect, test } from "vitest";
import { MessageLimiter } from "../../../src/room/rate-limits/message-limiter.ts";
import { RoomError } from "../../../src/room/room-error.ts";
import type { Message } from "../../../src/shared/contract/index.ts";
import { LIMITS } from "../../../src/shared/limits.ts";
import { OutgoingQueue } from "../../../src/web/core/outgoing/outgoing-queue.ts";
import type { PendingMessage } from "../../../src/web/core/outgoing/pending-message.ts";
import type { PendingStore } from "../../../src/web/core/outgoing/pending-store.ts";
import { ManualClock } from "../../support/manual-clock.ts";

/** A store with initial messages that stores no changes. */
const deviceWith = (kept: PendingMessage[]) =>
  ({
    read: async () => kept,
    write: () => undefined,
    remove: () => undefined,
    isStored: () => true,
    latest: async (message) => message,
    exclusively: (task) => task(),
  }) satisfies Partial<PendingStore> as unknown as PendingStore;

const THIRTY = Array.from({ length: 30 }, (_, n) => `message ${n}`);

test.each([
  ["written as fast as a person types", []],
  ["that waited on the device", THIRTY.map((text, n) => ({ nonce: `nonce ${n}`, text, at: n }))],
])(
  "thirty messages %s arrive in order, at the rate of the room, and none is rejected for good",
  async (_, kept) => {
    const clock = new ManualClock();
    const limiter = new MessageLimiter(clock, LIMITS);
    const stored: Message[] = [];
    const pauses: number[] = [];
    const outgoing: OutgoingQueue = new OutgoingQueue(
      deviceWith(kept),
      {
        isReady: () => true,
        newestSeq: () => stored.length,
        send: async ({ nonce, text }) => {
          try {
            limiter.take("ada");
          } catch (error) {
            if (error instanceof RoomError) return error.toFailure();
            throw error;
          }
          const from = { id: "ada", name: "Ada" };
          const message = { seq: stored.length + 1, rev: 0, nonce, text, from, at: clock.now() };
          stored.push(message);
          return { ok: true, message };
        },
        find: () => Promise.reject(new Error("nothing is looked for")),
        stored: (message) => outgoing.confirm([message]),
        originalDeleted: () => undefined,
        unanswered: () => undefined,
        rateLimited: (ms) => pauses.push(ms),
      },
      clock,
      { upload: () => Promise.reject(new Error("there are no files")), remove: () => undefined },
    );
    if (kept.length === 0) for (const text of THIRTY) outgoing.add({ text });
    const sent = outgoing.flush();
    for (let second = 0; second < 40 && stored.length < THIRTY.length; second++) {
      await new Promise((resolve) => setImmediate(resolve));
      expect(outgoing.messages.value.filter(({ refused }) => refused !== undefined)).toEqual([]);
      clock.advance(1_000);
    }
    await sent;
    expect(stored.map(({ text }) => text)).toEqual(THIRTY);
    expect(outgoing.messages.value).toEqual([]);
    // Each rejection has the time to wait, about a second, and is not an error.
    expect(pauses.length).toBeGreaterThan(10);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1_000);
  },
);
