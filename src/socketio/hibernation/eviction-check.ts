/**
 * Notices that something keeps an object awake which would sleep otherwise: a `setInterval` of a plugin, above all. The
 * runtime does not tell, and a timer that asks would keep the object awake itself; so it is seen by the gaps between events.
 */

/**
 * How long an object is idle before it has surely been evicted, in milliseconds. The runtime takes some
 * ten seconds. It is less than the 20 seconds after a ping in which stock clients leave an object alone.
 */
const SURELY_EVICTED = 15_000;

/** So many gaps are no coincidence: an acknowledgement that is owed may explain one or two. */
const GAPS = 5;

/** Counts how often an object was idle, and still there. */
export class SleepCheck {
  #lastEvent: number | undefined;
  #gaps = 0;

  /** @param couldSleep whether nothing that this library knows of keeps the object awake */
  constructor(
    private readonly couldSleep: () => boolean,
    private readonly warn: (text: string) => void = (text) => console.warn(text),
  ) {}

  /** An event reached the object at `now`, in milliseconds since the epoch. */
  event(now: number): void {
    const last = this.#lastEvent;
    this.#lastEvent = now;
    if (last === undefined || now - last < SURELY_EVICTED || this.#gaps >= GAPS || !this.couldSleep()) return;
    this.#gaps += 1;
    if (this.#gaps < GAPS) return;
    this.warn(
      "Something keeps a Socket.IO Durable Object awake, which is billed all the time: it has been idle for " +
        `${SURELY_EVICTED / 1000} seconds ${GAPS} times without being evicted. Look for setInterval (instrument() of ` +
        "@socket.io/admin-ui starts one: call it in whileConnected), a request or response that does not end, or a connection that the object opened.",
    );
  }
}
