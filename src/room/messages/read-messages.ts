/** Messages read by HTTP: pages of history, and the newest messages for the room's HTML. Nothing is written. */
import type { RequestPrincipal } from "../../auth/principal.ts";
import type { HistoryPage, HistoryPayload, Message, RoomSettings } from "../../shared/contract/index.ts";
import type { PagePreview } from "../../shared/contract/page-preview.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { Permissions } from "../permissions.ts";
import { HISTORY_COST, pageTextWeight, weightOf } from "../rate-limits/event-cost.ts";
import { BUSY } from "../rate-limits/event-rate-limiter.ts";
import type { LoadLimiter } from "../rate-limits/load-limiter.ts";
import { RoomError } from "../room-error.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { MessageStore } from "./message-store.ts";

/** How many messages a preview has at most: two screens of a phone. */
const PREVIEW_MESSAGES = 30;

export interface RoomPreview extends PagePreview {
  /** The room's title; undefined where it has none but its name. */
  title: string | undefined;
}

/** A room, as `GET /api/rooms/:room` shows it. */
export interface RoomOverview {
  settings: RoomSettings;
  /** The `seq` of the newest message, 0 in a room without messages. */
  lastSeq: number;
  /** The newest change of a message, 0 if none was changed. */
  rev: number;
}

/** How many messages of the room a page of one person's messages reads. */
const SCANNED = 1_000;

/** A page of one person's messages. */
export interface OwnMessages {
  /** Ascending. A page may have few or none. */
  messages: Message[];
  /** For the next page; missing at the end. */
  next?: number;
}

export interface MessageReaderDependencies {
  bots: Pick<BotStore, "resolve">;
  permissions: Pick<Permissions, "enter" | "own" | "read">;
  loadLimiter: Pick<LoadLimiter, "take" | "add">;
  settings: Pick<SettingsStore, "current">;
  messageStore: Pick<MessageStore, "page" | "select" | "newestPage" | "oldestSeq" | "lastSeq" | "rev">;
}

export class MessageReader {
  constructor(private readonly deps: MessageReaderDependencies) {}

  /**
   * A page of history.
   *
   * @param query validated
   * @param principal undefined for an anonymous request
   * @param network where the request comes from, see `networkOf`
   * @throws {RoomError} `rate_limited`, and what {@link Permissions.read} throws
   */
  history(
    query: HistoryPayload,
    principal: RequestPrincipal | undefined,
    network: string | undefined,
  ): HistoryPage {
    const { bots, permissions, loadLimiter, messageStore } = this.deps;
    const id = principal && bots.resolve(principal).id;
    permissions.read(id);
    const requester = { id: id ?? "", network };
    const wait = loadLimiter.take(requester, weightOf(HISTORY_COST, query, 0), HISTORY_COST.isExpensive);
    if (wait > 0) throw new RoomError("rate_limited", BUSY, wait);
    const page = messageStore.page(query);
    loadLimiter.add(requester, pageTextWeight(page));
    return page;
  }

  /**
   * The messages of one person, for this person and the owner of the room.
   *
   * @param after the `next` of the page before, 0 for the first page
   * @throws {RoomError} `rate_limited`, `forbidden`, and what {@link Permissions.enter} throws
   */
  messagesOf(
    principal: RequestPrincipal,
    { id, after }: { id: string; after: number },
    network: string | undefined,
  ): OwnMessages {
    const { bots, permissions, loadLimiter, messageStore } = this.deps;
    const reader = bots.resolve(principal).id;
    permissions.enter(reader);
    if (reader !== id) permissions.own(reader);
    const wait = loadLimiter.take({ id: reader, network }, weightOf(HISTORY_COST, {}, 0), true);
    if (wait > 0) throw new RoomError("rate_limited", BUSY, wait);
    const from = Math.max(after, messageStore.oldestSeq - 1);
    const next = from + SCANNED;
    const messages = messageStore.select(
      "WHERE seq > ? AND seq <= ? AND author = ? ORDER BY seq",
      from,
      next,
      id,
    );
    return next < messageStore.lastSeq ? { messages, next } : { messages };
  }

  /** The room without its messages. @throws {RoomError} what {@link Permissions.read} throws */
  overview(principal: RequestPrincipal | undefined): RoomOverview {
    const { bots, permissions, settings, messageStore } = this.deps;
    permissions.read(principal && bots.resolve(principal).id);
    return { settings: settings.current, lastSeq: messageStore.lastSeq, rev: messageStore.rev };
  }

  /**
   * The newest messages.
   *
   * @param visitor the id of the reader's session, where there is one
   * @throws {RoomError} where the room is private or being deleted, or the reader is banned
   */
  preview(visitor: string | undefined): RoomPreview {
    const { permissions, settings, messageStore } = this.deps;
    // A page shows nothing to a user whose socket would be rejected.
    if (visitor === undefined) permissions.read(undefined);
    else permissions.enter(visitor);
    const { lastSeq, rev, newestPage } = messageStore;
    const messages = newestPage.messages.slice(-PREVIEW_MESSAGES);
    return { title: settings.current.title, messages, lastSeq, rev };
  }
}
