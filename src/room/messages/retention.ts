/** Removes the messages that a room does not keep, by age and by number. */
import type { Clock } from "../clock.ts";
import type { FileStore } from "../files/file-store.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { MessageStore } from "./message-store.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How many messages are removed at once: a row each, while no request is served. */
const BATCH = 10_000;

export class MessageRetention {
  /** @param schedule has {@link trim} called at a time, in milliseconds since the epoch; the same time twice is nothing */
  constructor(
    private readonly messageStore: MessageStore,
    private readonly settings: SettingsStore,
    private readonly files: Pick<FileStore, "deleteUpTo">,
    private readonly clock: Pick<Clock, "now">,
    private readonly schedule: (at: number) => void,
  ) {}

  /**
   * Schedules {@link trim} after a new message, at the end of the hour. Every message of an hour asks for the same time,
   * so that only the first costs a row.
   */
  appended(): void {
    const { days, count } = this.settings.current.retention;
    if (days !== undefined || count !== undefined) this.schedule(endOfHour(this.clock.now()));
  }

  /** Removes messages that are not kept, and schedules the next call. */
  trim(): void {
    const { days, count } = this.settings.current.retention;
    const now = this.clock.now();
    const oldest = this.#oldest();
    if (oldest === undefined) return;
    const last = Math.max(
      count === undefined ? 0 : this.messageStore.lastSeq - count,
      days === undefined ? 0 : this.#lastBefore(now - days * DAY),
    );
    const upTo = Math.min(last, oldest.seq + BATCH - 1);
    if (upTo >= oldest.seq) {
      this.settings.keepOwner();
      this.messageStore.removeUpTo(upTo);
      this.files.deleteUpTo(upTo);
    }
    const next = this.#oldest();
    if (upTo < last) this.schedule(now);
    else if (days !== undefined && next !== undefined) this.schedule(endOfHour(next.at + days * DAY));
  }

  #oldest(): { seq: number; at: number } | undefined {
    return this.messageStore.select("ORDER BY seq LIMIT 1")[0];
  }

  /** The `seq` before the first message that is not older than `at`; only the older ones are read. */
  #lastBefore(at: number): number {
    const [first] = this.messageStore.select("WHERE at >= ? ORDER BY seq LIMIT 1", at);
    return first === undefined ? this.messageStore.lastSeq : first.seq - 1;
  }
}

const endOfHour = (at: number): number => Math.ceil((at + 1) / HOUR) * HOUR;
