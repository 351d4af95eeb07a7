/** Rejected messages that the user discards in one of several tabs. */
import { signal } from "@preact/signals";
import { expect, test, vi } from "vitest";
import type { PendingMessage } from "../../../src/web/core/outgoing/pending-message.ts";
import { shareDiscards } from "../../../src/web/core/outgoing/share-discards.ts";

const REFUSED = { code: "too_large", message: "too large" } as const;
const rejected = (nonce: string): PendingMessage => ({ nonce, text: nonce, at: 0, refused: REFUSED });

/** A tab with rejected messages. */
function tab(room: string, ...nonces: string[]) {
  const messages = signal<readonly PendingMessage[]>(nonces.map(rejected));
  const discard = (discarded: string) => {
    messages.value = messages.value.filter(({ nonce }) => nonce !== discarded);
  };
  const stop = shareDiscards(room, { messages, discard });
  const waiting = () => messages.value.map(({ nonce }) => nonce);
  return { messages, discard, stop, nonces: waiting };
}

test("a rejected message that is discarded in one tab goes from the others of its room", async () => {
  const [first, second, other] = [tab("lab", "a", "b", "c"), tab("lab", "a", "b", "c"), tab("tea", "a", "b")];
  // The second tab tries one of them again, without a network.
  second.messages.value = second.messages.value.map(({ refused, ...message }) =>
    message.nonce === "b" || refused === undefined ? message : { ...message, refused },
  );
  first.discard("b");
  first.discard("a");
  await expect.poll(second.nonces).toEqual(["c"]);
  expect(first.nonces()).toEqual(["c"]);
  expect(other.nonces()).toEqual(["a", "b"]);

  // A room that was left hears nothing any more.
  second.stop();
  const third = tab("lab", "c");
  first.discard("c");
  await expect.poll(third.nonces).toEqual([]);
  expect(second.nonces()).toEqual(["c"]);
  for (const { stop } of [first, third, other]) stop();
});

test("a browser that forbids channels, as Firefox with cookies blocked, keeps the message in the other tabs", () => {
  vi.stubGlobal(
    "BroadcastChannel",
    class {
      constructor() {
        throw new DOMException("The operation is insecure.", "SecurityError");
      }
    },
  );
  const first = tab("lab", "a");
  vi.unstubAllGlobals();
  first.discard("a");
  first.stop();
  expect(first.nonces()).toEqual([]);
});

test("a message that was sent is no discarded one", async () => {
  const [first, second] = [tab("lab"), tab("lab", "a", "b")];
  first.messages.value = [{ nonce: "a", text: "a", at: 0 }, rejected("b")];
  first.discard("a");
  first.discard("b");
  await expect.poll(second.nonces).toEqual(["a"]);
  for (const { stop } of [first, second]) stop();
});
