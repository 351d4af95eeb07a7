/** Exports a room for its owner: settings, bots, sanctions and messages, without credentials. */
import type { Bot, Message, RoomSettings, Sanctions } from "../../shared/contract/index.ts";
import { PROTOCOL_VERSION } from "../../shared/contract/version.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { Clock } from "../clock.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { Permissions } from "../permissions.ts";
import type { SettingsStore } from "../settings/settings-store.ts";

/** Messages per page. */
const PAGE = 1_000;

/** An export without its messages. */
export interface ExportHead {
  v: number;
  room: string;
  /** Milliseconds since the epoch. */
  exportedAt: number;
  settings: RoomSettings;
  bots: Bot[];
  sanctions: Sanctions;
}

export interface RoomExporterDependencies {
  room: string;
  messageStore: MessageStore;
  permissions: Pick<Permissions, "own">;
  settings: SettingsStore;
  bots: BotStore;
  sanctions: SanctionStore;
  clock: Pick<Clock, "now">;
}

export class RoomExporter {
  constructor(private readonly deps: RoomExporterDependencies) {}

  /** @throws {RoomError} `forbidden` for anyone but the owner */
  head(id: string): ExportHead {
    const { room, permissions, settings, bots, sanctions, clock } = this.deps;
    permissions.own(id);
    return {
      v: PROTOCOL_VERSION,
      room,
      exportedAt: clock.now(),
      settings: settings.current,
      bots: bots.all,
      sanctions: sanctions.all,
    };
  }

  /** The messages after a `seq`, ascending; none after the last one. @throws {RoomError} `forbidden` for anyone but the owner */
  page(id: string, after: number): { messages: Message[] } {
    // Checked for each page, which is a call of its own: the room may have a new owner since the page before.
    this.deps.permissions.own(id);
    return { messages: this.deps.messageStore.page({ after, limit: PAGE }).messages };
  }
}
