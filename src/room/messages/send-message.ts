/** A new message: stored exactly once, then broadcast. By socket and by HTTP. */
import { count } from "../../platform/metrics.ts";
import type { Author, Message, SendPayload } from "../../shared/contract/index.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { TypingTracker } from "../broadcast/typing.ts";
import type { Clock } from "../clock.ts";
import type { FileStore } from "../files/file-store.ts";
import type { RoomRegistration } from "../operator/room-registration.ts";
import type { Permissions } from "../permissions.ts";
import type { PushNotifier } from "../push/push-notifier.ts";
import type { MessageLimiter } from "../rate-limits/message-limiter.ts";
import type { RoomLog } from "../room-log.ts";
import type { ListingRequirement } from "../settings/listing-requirement.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { MessageStore } from "./message-store.ts";
import type { MessageRetention } from "./retention.ts";

/** A message that was sent. */
export interface SentMessage {
  /** As it is stored now. */
  message: Message;
  /** False for a retry: the message was stored before. */
  isNew: boolean;
}

export interface MessageSenderDependencies {
  messageStore: MessageStore;
  permissions: Pick<Permissions, "send">;
  messageLimiter: Pick<MessageLimiter, "take">;
  files: Pick<FileStore, "attachments" | "markSent">;
  retention: Pick<MessageRetention, "appended">;
  typingTracker: Pick<TypingTracker, "stop">;
  frameBatcher: FrameBatcher;
  pushNotifier: Pick<PushNotifier, "messageSent">;
  roomRegistration: Pick<RoomRegistration, "add">;
  settings: Pick<SettingsStore, "current">;
  listingRequirement: Pick<ListingRequirement, "wrote">;
  roomLog: Pick<RoomLog, "event">;
  clock: Pick<Clock, "now">;
}

export class MessageSender {
  constructor(private readonly deps: MessageSenderDependencies) {}

  /**
   * Stores a message, exactly once by its author and nonce. Synchronous, so that no retry slips in between: call
   * {@link publish} in the same stretch, so that a new client gets the message once.
   *
   * @param payload validated
   * @param network see `networkOf`
   * @throws {RoomError} `stale`, `not_found` for files or a reply, and what {@link Permissions.send} throws
   */
  say(author: Author, payload: SendPayload, network: string | undefined): SentMessage {
    const { messageStore, permissions, messageLimiter, files, settings, listingRequirement, roomLog, clock } =
      this.deps;
    const { nonce, after, attachments: fileIds = [] } = payload;
    // A retry needs no permission: its author may have been muted since.
    const retried = messageStore.findRetry(author.id, nonce, after);
    if (retried !== undefined) return { message: retried, isNew: false };
    permissions.send(author.id);
    messageLimiter.take(author.id);
    const attachments = fileIds.length > 0 ? files.attachments(fileIds, author.id) : undefined;
    const createsRoom = settings.current.owner === undefined;
    const message = messageStore.insert(author, payload, attachments, clock.now());
    files.markSent(fileIds, message.seq);
    listingRequirement.wrote(author.id, network);
    if (createsRoom) roomLog.event("created", { visibility: settings.current.visibility });
    return { message, isNew: true };
  }

  /** Broadcasts a message that {@link say} stored, unless it is a retry. */
  publish({ message, isNew }: SentMessage): void {
    const { retention, typingTracker, frameBatcher, pushNotifier, roomRegistration } = this.deps;
    typingTracker.stop(message.from.id);
    if (!isNew) return;
    count("messages_total");
    frameBatcher.addMessage(message);
    // The author of the first message owns the room.
    if (message.seq === 1) {
      frameBatcher.changed("room");
      roomRegistration.add();
    }
    retention.appended();
    pushNotifier.messageSent(message);
  }
}
