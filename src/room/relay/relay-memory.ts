/**
 * What a relay knows of itself: kept in the data of its sockets, which survives hibernation, ends in a crash as the connections do,
 * and costs no row.
 */
import type { Clock } from "../clock.ts";
import type { Position, Receipt } from "./messages.ts";
import type { RelayServer, RelaySocketData } from "./relay-io.ts";

/** How long nothing arrives before it is saved, in milliseconds. An object sleeps after more. */
const SAVE_AFTER = 1_000;

/** How many sockets have it: one may leave. */
const COPIES = 2;

export class RelayMemory {
  /** Names the relay from its first connection to its last. */
  epoch = crypto.randomUUID().slice(0, 8);
  received: Receipt = { session: undefined, number: 0 };
  position: Position = { seq: 0, rev: 0 };
  /** The same of sockets that are not visible, which get few frames. */
  hiddenPosition: Position = { seq: 0, rev: 0 };
  #restored: Promise<void> | undefined;
  #isRestored = false;
  #savedAt = 0;
  #isTimerSet = false;
  #changes = 0;

  constructor(
    private readonly io: () => RelayServer,
    private readonly clock: Pick<Clock, "after" | "now">,
  ) {}

  /** Reads what was saved, once after a wake. Await it before anything else. */
  restore(): Promise<void> {
    this.#restored ??= this.#restore();
    return this.#restored;
  }

  /** Saves what has changed, when it does not change any more. */
  changed(): void {
    this.#changes++;
    if (this.#isTimerSet) return;
    this.#isTimerSet = true;
    const changes = this.#changes;
    this.clock.after(SAVE_AFTER, () => {
      this.#isTimerSet = false;
      if (changes === this.#changes) void this.#save();
      else this.changed();
    });
  }

  async #restore(): Promise<void> {
    const sockets = await this.io().fetchSockets();
    for (const { data } of sockets) this.read(data);
    this.#isRestored = true;
  }

  /** Reads what the data of a socket has, after a wake. */
  read({ epoch, relay }: RelaySocketData): void {
    if (this.#isRestored) return;
    if (epoch !== undefined) this.epoch = epoch;
    if (relay === undefined || relay.savedAt <= this.#savedAt) return;
    const { session, number, seq, rev, hidden, savedAt } = relay;
    this.received = { session, number };
    this.position = { seq, rev };
    this.hiddenPosition = hidden ?? this.position;
    this.#savedAt = savedAt;
  }

  async #save(): Promise<void> {
    const { session, number } = this.received;
    if (session === undefined) return;
    const ids = [...this.io().of("/").adapter.sids.keys()].slice(0, COPIES);
    if (ids.length === 0) return;
    for (const { data } of await this.io().in(ids).fetchSockets())
      data.relay = {
        session,
        number,
        ...this.position,
        hidden: this.hiddenPosition,
        savedAt: this.clock.now(),
      };
  }
}
