/** What follows when an owner changes the settings of a room: over its socket, or over HTTP. */
import { isBot } from "../protocol/bots.ts";
import type { RoomSettings, RoomUpdate } from "../protocol/index.ts";
import type { Attendance } from "./attendance.ts";
import type { DirectoryEntry } from "./directory-entry.ts";
import type { GuestList } from "./guest-list.ts";
import type { Outbox } from "./outbox.ts";
import type { RetentionKeeper } from "./retention.ts";
import type { Roster } from "./roster.ts";
import type { SanctionList } from "./sanction-list.ts";
import type { Settings } from "./settings.ts";

/** The parts of a room that its settings have to do with. */
export interface SettingsChangeParts {
  settings: Settings;
  guests: GuestList;
  sanctions: SanctionList;
  attendance: Attendance;
  roster: Roster;
  retention: RetentionKeeper;
  outbox: Outbox;
  entry: Pick<DirectoryEntry, "gone">;
}

export class SettingsChange {
  constructor(private readonly parts: SettingsChangeParts) {}

  /**
   * Carries out a change.
   *
   * @param store stores it, or throws when it may not be made
   * @returns the settings as they now stand
   * @throws Refusal `too_large` when too many are here for a room that becomes private, and what `store` throws
   */
  async apply(update: RoomUpdate, store: () => void): Promise<RoomSettings> {
    const { settings, guests, sanctions, attendance, roster, retention, outbox, entry } = this.parts;
    // Before anything is decided, so that of two changes the later one stands.
    if (update.visibility !== undefined) await attendance.ready();
    const closes = update.visibility === "private" && !settings.isPrivate;
    // Whoever is in a room that becomes private stays.
    const stay = closes
      ? roster.everybody.filter(({ id }) => !isBot(id) && !sanctions.has("banned", id))
      : [];
    guests.check(stay);
    store();
    guests.add(...stay);
    outbox.changed("room");
    if (update.visibility !== undefined && update.visibility !== "public") void entry.gone();
    if (update.retention !== undefined) retention.trim();
    return settings.current;
  }
}
