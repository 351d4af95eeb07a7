/** A whole room for its owner to take away: without what would let anybody in. */
import type { Ack, Bot, Message, RoomSettings, Sanctions } from "../protocol/index.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { answerOf } from "./answer.ts";
import type { BotList } from "./bot-list.ts";
import type { Clock } from "./clock.ts";
import type { MessageLog } from "./message-log.ts";
import type { Rights } from "./rights.ts";
import type { SanctionList } from "./sanction-list.ts";
import type { Settings } from "./settings.ts";

/** How many messages are read in one go. */
const PAGE = 1_000;

/** All of an export but the messages. */
export interface ExportHead {
  v: number;
  room: string;
  /** Milliseconds since the epoch. */
  exportedAt: number;
  settings: RoomSettings;
  bots: Bot[];
  sanctions: Sanctions;
}

export interface ExportingParts {
  room: string;
  log: MessageLog;
  rights: Pick<Rights, "own">;
  settings: Settings;
  bots: BotList;
  sanctions: SanctionList;
  clock: Pick<Clock, "now">;
}

export class Exporting {
  constructor(private readonly parts: ExportingParts) {}

  /** Refuses `forbidden` to anybody but the owner. */
  head(id: string): Promise<Ack<ExportHead>> {
    const { room, rights, settings, bots, sanctions, clock } = this.parts;
    return answerOf(() => {
      rights.own(id);
      return {
        ...{ v: PROTOCOL_VERSION, room, exportedAt: clock.now() },
        ...{ settings: settings.current, bots: bots.all, sanctions: sanctions.all },
      };
    });
  }

  /** The messages after a `seq`, ascending. Refuses `forbidden` to anybody but the owner. */
  page(id: string, after: number): Promise<Ack<{ messages: Message[] }>> {
    return answerOf(() => {
      this.parts.rights.own(id);
      return { messages: this.parts.log.page({ after, limit: PAGE }).messages };
    });
  }
}
