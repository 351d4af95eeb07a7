/** The events of messages: send, change, read back, search. */
import type { Message } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Schemas } from "../../shared/validation/schemas.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { TypingTracker } from "../broadcast/typing.ts";
import type { Clock } from "../clock.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import { type EventTable, Reply } from "../event-table.ts";
import type { FileStore } from "../files/file-store.ts";
import { RequestSocket } from "../identity/request-socket.ts";
import type { Permissions } from "../permissions.ts";
import { HISTORY_COST, LIGHT_COST, MESSAGE_COST, pageTextWeight } from "../rate-limits/event-cost.ts";
import type { LoadLimiter } from "../rate-limits/load-limiter.ts";
import type { MessageSearch } from "../search/message-search.ts";
import type { RoomCreation } from "../settings/room-creation.ts";
import type { Changed, MessageChanges } from "./message-changes.ts";
import type { MessageStore } from "./message-store.ts";
import type { ReadReceipts } from "./read-receipts.ts";
import type { MessageSender } from "./send-message.ts";

export interface MessageEventsDependencies {
  schemas: Schemas;
  clock: Pick<Clock, "now">;
  limits: Pick<Limits, "searchWeight">;
  roomCreation: Pick<RoomCreation, "permit">;
  messageSender: MessageSender;
  messageStore: Pick<MessageStore, "page" | "rev">;
  messageChanges: MessageChanges;
  messageSearch: Pick<MessageSearch, "find">;
  readReceipts: Pick<ReadReceipts, "read" | "left">;
  files: Pick<FileStore, "deleteByMessage">;
  permissions: Pick<Permissions, "delete" | "requireVerified">;
  loadLimiter: Pick<LoadLimiter, "add">;
  presence: Pick<PresenceTracker, "isReady" | "ready" | "sendRead">;
  typingTracker: Pick<TypingTracker, "start" | "stop">;
  frameBatcher: Pick<FrameBatcher, "addChanges">;
}

type MessageEventName =
  | "message:send"
  | "message:edit"
  | "message:delete"
  | "reaction:set"
  | "history:get"
  | "search"
  | "read"
  | "typing";

export function messageEvents(deps: MessageEventsDependencies): EventTable<MessageEventName> {
  const { schemas, clock, limits, permissions, roomCreation, messageSender, messageStore, messageChanges } =
    deps;
  const { presence } = deps;

  /** The changed message, broadcast unless it was so already. */
  const changed = ({ message, isNew }: Changed, isReaction = false): Reply<{ message: Message }> =>
    new Reply({ message }, () => {
      if (isNew) deps.frameBatcher.addChanges({ rev: messageStore.rev, messages: [message] }, isReaction);
    });

  return {
    "message:send": {
      schema: schemas.send,
      permission: "handler",
      cost: MESSAGE_COST,
      before({ network }) {
        if (presence.isReady) return roomCreation.permit(network);
        // After a wake: an author with other sockets sends them the nonce.
        return presence.ready().then(() => roomCreation.permit(network));
      },
      handle(payload, { socket, network }) {
        const sent = messageSender.say(socket.data, payload, network);
        return new Reply({ message: sent.message }, () => messageSender.publish(sent));
      },
    },
    "message:edit": {
      schema: schemas.edit,
      permission: "write",
      cost: { weight: 2, broadcasts: 1, isExpensive: true },
      handle: (payload, { id }) => changed(messageChanges.edit(id, payload, clock.now())),
    },
    "message:delete": {
      schema: schemas.delete,
      permission: "handler",
      cost: { weight: 2, broadcasts: 1 },
      handle({ seq }, { id }) {
        const message = messageChanges.find(seq);
        permissions.delete(id, message.from.id);
        const deleted = messageChanges.delete(message);
        deps.files.deleteByMessage(seq);
        return changed(deleted);
      },
    },
    "reaction:set": {
      schema: schemas.reaction,
      permission: "write",
      // A message is broadcast with all its reactions: an id for each.
      cost: { weight: 4, broadcasts: 2, isExpensive: true },
      handle(payload, { id }) {
        if (payload.on) permissions.requireVerified(id);
        return changed(messageChanges.react(id, payload), true);
      },
    },
    "history:get": {
      schema: schemas.history,
      permission: "connected",
      cost: HISTORY_COST,
      handle(query, { network }) {
        const page = messageStore.page(query);
        deps.loadLimiter.add({ network }, pageTextWeight(page));
        return page;
      },
    },
    search: {
      schema: schemas.search,
      permission: "connected",
      cost: { weight: 3, isExpensive: true, events: limits.searchWeight },
      handle: (query) => deps.messageSearch.find(query),
    },
    read: {
      schema: schemas.read,
      permission: "connected",
      cost: LIGHT_COST,
      handle({ seq }, { socket }) {
        const reached = deps.readReceipts.read(socket.data, seq);
        // Nothing else remembers what a request by HTTP has read.
        if (socket instanceof RequestSocket) deps.readReceipts.left(socket.data);
        return new Reply({}, () => (reached === undefined ? undefined : presence.sendRead(socket, reached)));
      },
    },
    typing: {
      schema: schemas.typing,
      permission: ({ active }) => (active ? "write" : "connected"),
      cost: LIGHT_COST,
      handle({ active }, { id }) {
        if (active) deps.typingTracker.start(id);
        else deps.typingTracker.stop(id);
        return {};
      },
    },
  };
}
