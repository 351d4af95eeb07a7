/** The page's outgoing queue: rejections, lost acknowledgements, and changes of the room. */
import { expect, test, vi } from "vitest";
import type { Ack } from "../../../src/shared/contract/errors.ts";
import type { Message, SendPayload } from "../../../src/shared/contract/message.ts";
import { OutgoingQueue } from "../../../src/web/core/outgoing/outgoing-queue.ts";
import { PendingStore } from "../../../src/web/core/outgoing/pending-store.ts";
import { memoryStore } from "../../../src/web/storage/device-storage.ts";
import { ManualClock } from "../../support/manual-clock.ts";

type Answer = Ack<{ message: Message }>;

function queueWith(answer: (payload: SendPayload) => Answer | "lost") {
  const sent: SendPayload[] = [];
  const events: string[] = [];
  const state = { isReady: false };
  const outgoing: OutgoingQueue = new OutgoingQueue(
    new PendingStore(memoryStore(), "room"),
    {
      isReady: () => state.isReady,
      newestSeq: () => 5,
      send: async (payload) => {
        sent.push(payload);
        const answered = answer(payload);
        if (answered === "lost") throw new Error("timeout");
        return answered;
      },
      find: async () => undefined,
      stored: (message) => {
        events.push(`stored ${message.text}`);
        outgoing.confirm([message]);
      },
      originalDeleted: () => void events.push("original deleted"),
      unanswered: () => void events.push("unanswered"),
      rateLimited: () => undefined,
    },
    new ManualClock(),
    { upload: () => Promise.reject(new Error("no files")), remove: () => undefined },
  );
  const connect = () => {
    state.isReady = true;
    return outgoing.flush();
  };
  return { outgoing, sent, events, connect };
}

const stored = ({ nonce, text }: SendPayload): Answer => ({
  ok: true,
  message: { seq: 6, from: { id: "ada", name: "Ada" }, at: 0, text, nonce },
});

test("a reply whose original was deleted while it waited is sent without it, with the same nonce", async () => {
  const { outgoing, sent, events, connect } = queueWith((payload) =>
    payload.replyTo === undefined
      ? stored(payload)
      : {
          ok: false,
          error: { code: "not_found", message: "replyTo: there is no such message (any more)" },
        },
  );
  outgoing.add({ text: "An answer", replyTo: 3 });
  outgoing.add({ text: "And more" });
  await connect();
  await vi.waitFor(() => expect(outgoing.messages.value).toEqual([]));
  const [reply, plain] = sent;
  expect(sent.map(({ text, replyTo }) => [text, replyTo])).toEqual([
    ["An answer", 3],
    ["An answer", undefined],
    ["And more", undefined],
  ]);
  expect([plain?.nonce, plain?.after]).toEqual([reply?.nonce, reply?.after]);
  expect(events).toEqual(["original deleted", "stored An answer", "stored And more"]);
});

test("a lost acknowledgement is reported, and the message is sent again with the same nonce", async () => {
  let lost = 0;
  const { outgoing, sent, events, connect } = queueWith((payload) => (lost++ < 2 ? "lost" : stored(payload)));
  outgoing.add({ text: "Once" });
  await connect();
  await vi.waitFor(() => expect(outgoing.messages.value).toEqual([]));
  expect(new Set(sent.map(({ nonce }) => nonce)).size).toBe(1);
  expect(sent).toHaveLength(3);
  expect(events).toEqual(["unanswered", "unanswered", "stored Once"]);
  expect(outgoing.isUnanswered.value).toBe(false);
});

test("a rejected message stays with its reason, and those after it are sent", async () => {
  const { outgoing, events, connect } = queueWith((payload) =>
    payload.text === "Too much"
      ? { ok: false, error: { code: "too_large", message: "too large" } }
      : stored(payload),
  );
  outgoing.add({ text: "Too much" });
  outgoing.add({ text: "Little" });
  await connect();
  await vi.waitFor(() => expect(events).toEqual(["stored Little"]));
  expect(outgoing.messages.value).toEqual([
    expect.objectContaining({ text: "Too much", refused: { code: "too_large", message: "too large" } }),
  ]);
});

test("nothing is sent while an erasure runs; after one that failed, what waits is sent", async () => {
  const { outgoing, sent, events, connect } = queueWith(stored);
  await connect();
  const erasure = Promise.withResolvers<void>();
  const held = outgoing.hold(erasure.promise);
  outgoing.add({ text: "Meanwhile" });
  await outgoing.flush();
  expect(sent).toEqual([]);
  expect(outgoing.messages.value).toHaveLength(1);
  erasure.resolve();
  await held;
  await vi.waitFor(() => expect(events).toEqual(["stored Meanwhile"]));
});

test("what an erasure discarded is not sent after it", async () => {
  const { outgoing, sent, connect } = queueWith(stored);
  await connect();
  const erasure = Promise.withResolvers<void>();
  const held = outgoing.hold(erasure.promise);
  outgoing.add({ text: "Meanwhile" });
  outgoing.discardAll();
  erasure.resolve();
  await held;
  await outgoing.flush();
  expect(outgoing.messages.value).toEqual([]);
  expect(sent).toEqual([]);
});
