/**
 * What may hold an idle object awake on purpose, each for a bounded time. A pending timer does it: without one the object
 * may be evicted, and with it a listener that has yet to answer, or half of a packet.
 */

/** How long an event may wait for the acknowledgement that its listener owes, in milliseconds. */
export const ACKNOWLEDGEMENT_HOLD = 30_000;

/** How long the next part of a binary packet may take, in milliseconds. */
export const PACKET_HOLD = 20_000;

/** Keeps the object awake until the returned function is called, or for `limit` milliseconds. */
export function hold(limit: number, expired: () => void = () => {}): () => void {
  const timer = setTimeout(expired, limit);
  return () => clearTimeout(timer);
}
