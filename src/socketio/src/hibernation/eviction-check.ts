/**
 * Warns if something prevents an object from hibernating, such as a `setInterval` of a plugin.
 *
 * The runtime does not report that, and a timer that checks it would prevent hibernation itself. So it is detected by the
 * gaps between events.
 */

/**
 * After how long without events an object should have been evicted, in milliseconds. The runtime takes about ten seconds; a
 * stock client leaves gaps of 20 seconds after a ping.
 */
const EVICTION_TIME = 15_000;

/** After how many gaps a warning is logged. Single gaps may have another reason, such as a pending acknowledgement. */
const MAX_GAPS = 5;

/** Counts how often an object was idle and not evicted. */
export class EvictionCheck {
  #lastEvent: number | undefined;
  #gaps = 0;

  /** @param canHibernate whether the object's sessions allow it to hibernate */
  constructor(
    private readonly canHibernate: () => boolean,
    private readonly warn: (text: string) => void = (text) => console.warn(text),
  ) {}

  /** Must be called for each event of the object. `now` is in milliseconds since the epoch. */
  onEvent(now: number): void {
    const last = this.#lastEvent;
    this.#lastEvent = now;
    if (last === undefined || now - last < EVICTION_TIME || this.#gaps >= MAX_GAPS || !this.canHibernate())
      return;
    this.#gaps += 1;
    if (this.#gaps < MAX_GAPS) return;
    this.warn(
      "Something keeps a Socket.IO Durable Object awake, which is billed all the time: it has been idle for " +
        `${EVICTION_TIME / 1000} seconds ${MAX_GAPS} times without being evicted. Look for setInterval (instrument() of ` +
        "@socket.io/admin-ui starts one: call it in whileConnected), a request or response that does not end, or a connection that the object opened.",
    );
  }
}
