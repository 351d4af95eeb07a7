/** What the alarm of a room is set for: nobody has to be here for it to be done. */
import type { Clock } from "../clock.ts";
import type { FileStore } from "../files/file-store.ts";
import type { MessageRetention } from "../messages/retention.ts";
import type { RoomDeletion } from "./room-deletion.ts";

/** What is left of a deletion of the room. */
const DEMOLITION = "demolition";
/** The removal of old messages. */
const RETENTION = "retention";
/** The same for files: of those that are crossed out, and of those that were not sent. */
const DOOMED_FILES = "files:doomed";
const UNSENT_FILES = "files:unsent";

/** When the removal of files is tried again that failed, in milliseconds. */
const SWEEP_AGAIN = 60_000;

/** The object's one alarm, shared by name. Times are in milliseconds since the epoch. */
export interface Schedule {
  schedule(name: string, at: number): void;
  unschedule(name: string): void;
}

/** What is done when an alarm goes off. */
export interface AlarmDuties {
  roomDeletion: Pick<RoomDeletion, "resume">;
  retention: Pick<MessageRetention, "trim">;
  files: Pick<FileStore, "sweep">;
  onError: (error: unknown) => void;
}

export class Alarms {
  constructor(
    private readonly schedule: Schedule,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  resumeRoomDeletionSoon(): void {
    this.schedule.schedule(DEMOLITION, this.clock.now());
  }

  trimMessagesAt(at: number): void {
    this.schedule.schedule(RETENTION, at);
  }

  /** For files that are crossed out. */
  sweepFilesSoon(): void {
    this.schedule.schedule(DOOMED_FILES, this.clock.now());
  }

  /** For files that are not sent by then. */
  sweepFilesAt(at: number): void {
    this.schedule.schedule(UNSENT_FILES, at);
  }

  /** The room is empty: there is nothing to come back for. */
  callOff(): void {
    for (const name of [DEMOLITION, RETENTION, DOOMED_FILES, UNSENT_FILES]) this.schedule.unschedule(name);
  }

  /** Does what is due under a name. */
  async wentOff(name: string, { roomDeletion, retention, files, onError }: AlarmDuties): Promise<void> {
    if (name === DEMOLITION) await roomDeletion.resume();
    if (name === RETENTION) retention.trim();
    if (name !== DOOMED_FILES && name !== UNSENT_FILES) return;
    try {
      await files.sweep();
    } catch (error) {
      onError(error);
      this.schedule.schedule(DOOMED_FILES, this.clock.now() + SWEEP_AGAIN);
    }
  }
}
