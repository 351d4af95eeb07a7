/**
 * Keeps an idle object in memory for a bounded time. The runtime does not evict an object with a pending timer.
 */

/** The timers of one connection. */
export class KeepAlive {
  readonly #stopFunctions = new Set<() => void>();

  /**
   * Keeps the object in memory until the returned function is called, {@link stopAll} is, or the time is over.
   *
   * @param limit in milliseconds
   * @param onExpire is called when the time is over
   */
  start(limit: number, onExpire?: () => void): () => void {
    const timer = setTimeout(() => {
      this.#stopFunctions.delete(stop);
      onExpire?.();
    }, limit);
    const stop = (): void => {
      this.#stopFunctions.delete(stop);
      clearTimeout(timer);
    };
    this.#stopFunctions.add(stop);
    return stop;
  }

  get isEmpty(): boolean {
    return this.#stopFunctions.size === 0;
  }

  stopAll(): void {
    for (const stop of this.#stopFunctions) stop();
  }
}

/** How long the next attachment may take, in milliseconds. */
export const ATTACHMENT_TIMEOUT = 20_000;

/** The start of a text with attachments: packet type, number of attachments, hyphen. */
const BINARY_PACKET = /^[56]\d+-/;

/**
 * Keeps the object in memory until all attachments of a Socket.IO packet have arrived. The default parser sends such a packet
 * as several messages: a text, then each attachment.
 */
export class BinaryPacketTracker {
  #missing = 0;
  #stopKeepAlive = (): void => {};

  /** @param keepAlive keeps the object in memory until the returned function is called */
  constructor(private readonly keepAlive: () => () => void) {}

  /** Handles a message. Missing attachments are waited for only while the connection is `open`. */
  onMessage(data: string | Uint8Array | undefined, open: boolean): void {
    if (typeof data === "string") this.#missing = attachmentCount(data);
    else if (this.#missing > 0) this.#missing--;
    else return;
    this.#stopKeepAlive();
    this.#stopKeepAlive = this.#missing > 0 && open ? this.keepAlive() : () => {};
  }
}

/** How many attachments follow a text. */
const attachmentCount = (data: string): number =>
  BINARY_PACKET.test(data) ? Number.parseInt(data.slice(1), 10) : 0;
