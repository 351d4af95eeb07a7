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
  const channel = channelOf(`outbox:${room}`);
  if (channel === undefined) return () => undefined;
  let before: readonly PendingMessage[] = [];
  const stop = effect(() => {
    const now = outgoing.messages.value;
    const gone = before.filter(({ refused, nonce }) => refused && !now.some((one) => one.nonce === nonce));
    before = now;
    for (const { nonce } of gone) channel.postMessage(nonce);
  });
  channel.onmessage = ({ data }: MessageEvent<string>) => {
    // Also one that waits to be tried again here: it is not stored any more, so it would be removed without a word.
    if (outgoing.messages.peek().some(({ nonce }) => nonce === data)) outgoing.discard(data);
  };
  return () => {
    stop();
    channel.close();
  };
}

/** Undefined in an old browser, and in Firefox with cookies blocked: the message stays in the other tabs. */
function channelOf(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
