/** Exports a room for its owner: settings, bots, sanctions and messages, without credentials. */
import type { Bot, Member, Message, Sanctions } from "../../shared/contract/index.ts";
import { PROTOCOL_VERSION } from "../../shared/contract/version.ts";
import type { GuestStore } from "../access/guest-store.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { Clock } from "../clock.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { Permissions } from "../permissions.ts";
import type { ChosenSettings, SettingsStore } from "../settings/settings-store.ts";

/** Messages per page. */
const PAGE = 1_000;

/** An export without its messages. */
export interface ExportHead {
  v: number;
  room: string;
  /** Milliseconds since the epoch. */
  exportedAt: number;
  settings: ChosenSettings;
  bots: Bot[];
  sanctions: Sanctions;
}

/** Where a page of an export begins: after the message with this `seq`, or the guest with this id. */
export interface ExportPlace {
  message?: number;
  guest?: string;
}

export interface ExportPage {
  messages: Message[];
  guests: Member[];
}

export interface RoomExporterDependencies {
  room: string;
  messageStore: MessageStore;
  permissions: Pick<Permissions, "export">;
  settings: SettingsStore;
  bots: BotStore;
  sanctions: SanctionStore;
  guests: Pick<GuestStore, "page">;
  clock: Pick<Clock, "now">;
}

export class RoomExporter {
  constructor(private readonly deps: RoomExporterDependencies) {}

  /**
   * @param isCopy whether it is for an import: without a retention that the owner did not choose, so that the deployment's counts there
   * @throws {RoomError} `forbidden` for anyone but the owner
   */
  head(id: string, isCopy: boolean): ExportHead {
    const { room, permissions, settings, bots, sanctions, clock } = this.deps;
    permissions.export(id);
    return {
      v: PROTOCOL_VERSION,
      room,
      exportedAt: clock.now(),
      settings: isCopy ? settings.chosen : settings.current,
      bots: bots.all,
      sanctions: sanctions.all,
    };
  }

  /** A page of messages, by `seq`, or of guests, by id; empty at the end. @throws {RoomError} `forbidden` for anyone but the owner */
  page(id: string, { message, guest }: ExportPlace): ExportPage {
    const { permissions, messageStore, guests } = this.deps;
    // Checked for each page, which is a call of its own: the room may have a new owner since the page before.
    permissions.export(id);
    return {
      messages: message === undefined ? [] : messageStore.page({ after: message, limit: PAGE }).messages,
      guests: guest === undefined ? [] : guests.page(guest, PAGE),
    };
  }
}
