/** A rejected message is in all tabs of its room: what the user discards in one of them goes from the others, too. */
import { effect } from "@preact/signals";
import type { OutgoingQueue } from "./outgoing-queue.ts";
import type { PendingMessage } from "./pending-message.ts";

/**
 * Tells the other tabs of this browser which rejected messages the user discards, and discards what they tell. Without it "Try again" in
 * another tab would remove such a message without a word.
 *
 * @returns what ends it
 */
export function shareDiscards(
  room: string,
  outgoing: Pick<OutgoingQueue, "messages" | "discard">,
): () => void {
  // An old browser: the message stays in the other tabs.
  if (typeof BroadcastChannel === "undefined") return () => undefined;
  const channel = new BroadcastChannel(`outbox:${room}`);
  let before: readonly PendingMessage[] = [];
  const stop = effect(() => {
    const now = outgoing.messages.value;
    const gone = before.filter(({ refused, nonce }) => refused && !now.some((one) => one.nonce === nonce));
    before = now;
    for (const { nonce } of gone) channel.postMessage(nonce);
  });
  channel.onmessage = ({ data }: MessageEvent<string>) => {
    // One that is tried again here is the user's last word.
    if (outgoing.messages.peek().some(({ nonce, refused }) => refused && nonce === data))
      outgoing.discard(data);
  };
  return () => {
    stop();
    channel.close();
  };
}
