/** The alarms of a room: work that is due at a time, whether or not anyone is connected. */
import type { Clock } from "../clock.ts";
import type { FileCleanup } from "../files/file-cleanup.ts";
import type { IdentityExpiry } from "../identity/identity-expiry.ts";
import type { MessageRetention } from "../messages/retention.ts";
import type { PushNotifier } from "../push/push-notifier.ts";
import type { MessageReporter } from "../reports/report-message.ts";
import type { RoomDeletion } from "./room-deletion.ts";

/** The names under which alarms are stored. Stored rooms have pending alarms of these names: do not change them. */
const ROOM_DELETION = "demolition";
const RETENTION = "retention";
const DELETED_FILES = "files:doomed";
const UNSENT_FILES = "files:unsent";
const PUSH = "push";
const IDENTITY_EXPIRY = "identity:expiry";
const REPORTS = "reports";
const ALL = [ROOM_DELETION, RETENTION, DELETED_FILES, UNSENT_FILES, PUSH, IDENTITY_EXPIRY, REPORTS];

/** How long after an error the cleanup of files is retried, in milliseconds. */
const RETRY_AFTER = 60_000;

/** The object's single alarm, shared by name. Times are in milliseconds since the epoch. */
export interface AlarmScheduler {
  schedule(name: string, at: number): void;
  unschedule(name: string): void;
}

/** What an alarm runs. */
export interface AlarmHandlers {
  roomDeletion: Pick<RoomDeletion, "run">;
  retention: Pick<MessageRetention, "trim">;
  fileCleanup: Pick<FileCleanup, "run">;
  pushNotifier: Pick<PushNotifier, "run">;
  identityExpiry: Pick<IdentityExpiry, "run">;
  messageReporter: Pick<MessageReporter, "run">;
  onError: (error: unknown) => void;
}

export class Alarms {
  constructor(
    private readonly scheduler: AlarmScheduler,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  deleteRoomSoon(): void {
    this.scheduler.schedule(ROOM_DELETION, this.clock.now());
  }

  trimMessagesAt(at: number): void {
    this.scheduler.schedule(RETENTION, at);
  }

  /** For deleted files. */
  cleanFilesSoon(): void {
    this.scheduler.schedule(DELETED_FILES, this.clock.now());
  }

  /** For files that are still unsent then. */
  cleanFilesAt(at: number): void {
    this.scheduler.schedule(UNSENT_FILES, at);
  }

  /** For notices of new messages; undefined for none. */
  notifyAt(at: number | undefined): void {
    if (at === undefined) this.scheduler.unschedule(PUSH);
    else this.scheduler.schedule(PUSH, at);
  }

  /** For connections whose tokens expire then. */
  endConnectionsAt(at: number): void {
    this.scheduler.schedule(IDENTITY_EXPIRY, at);
  }

  /** For reports that are to be erased or sent then. */
  handleReportsAt(at: number): void {
    this.scheduler.schedule(REPORTS, at);
  }

  cancelAll(): void {
    for (const name of ALL) this.scheduler.unschedule(name);
  }

  /** Runs what is due under a name. */
  async run(name: string, handlers: AlarmHandlers): Promise<void> {
    const { roomDeletion, retention, fileCleanup, pushNotifier, identityExpiry, messageReporter, onError } =
      handlers;
    if (name === ROOM_DELETION) await roomDeletion.run();
    if (name === RETENTION) retention.trim();
    if (name === PUSH) await pushNotifier.run();
    if (name === REPORTS) await messageReporter.run();
    if (name === IDENTITY_EXPIRY) await identityExpiry.run();
    if (name !== DELETED_FILES && name !== UNSENT_FILES) return;
    try {
      await fileCleanup.run();
    } catch (error) {
      onError(error);
      this.scheduler.schedule(DELETED_FILES, this.clock.now() + RETRY_AFTER);
    }
  }
}
