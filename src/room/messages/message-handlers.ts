/** What people in a room ask for: to write, to change what they wrote, to read back. */
import { networkOf } from "../../platform/network.ts";
import { isBot } from "../../shared/contract/bots.ts";
import type {
  Author,
  HistoryPage,
  HistoryPayload,
  Member,
  MembersPage,
  MembersPayload,
  Message,
  SearchPage,
  SearchPayload,
  SendPayload,
  TypingPayload,
} from "../../shared/contract/index.ts";
import type { MembersQuery, Schemas, SearchQuery } from "../../shared/validation/schemas.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { TypingTracker } from "../broadcast/typing.ts";
import type { Clock } from "../clock.ts";
import type { MemberList } from "../connections/member-list.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { FileStore } from "../files/file-store.ts";
import type { Permissions } from "../permissions.ts";
import type { MessageLimiter } from "../rate-limits/message-limiter.ts";
import { type Answer, requestHandler } from "../request-handler.ts";
import { RoomError } from "../room-error.ts";
import type { RoomSocket } from "../room-io.ts";
import type { MessageSearch } from "../search/message-search.ts";
import type { RoomCreation } from "../settings/room-creation.ts";
import type { Changed, MessageChanges } from "./message-changes.ts";
import type { Appended, MessageStore } from "./message-store.ts";
import type { ReadReceipts } from "./read-receipts.ts";
import type { MessageRetention } from "./retention.ts";

/** The parts of a room that a conversation needs. */
export interface MessageHandlersDependencies {
  schemas: Schemas;
  clock: Pick<Clock, "now">;
  log: MessageStore;
  roomCreation: RoomCreation;
  changes: MessageChanges;
  search: MessageSearch;
  permissions: Permissions;
  messages: Pick<MessageLimiter, "take">;
  /** Hears how many characters a page of history had. */
  onPage: (characters: number, socket: RoomSocket) => void;
  reads: ReadReceipts;
  files: FileStore;
  retention: MessageRetention;
  presence: PresenceTracker;
  memberList: MemberList;
  typingTracker: TypingTracker;
  frameBatcher: FrameBatcher;
  onError: (error: unknown, socket: RoomSocket) => void;
}

type MessageAnswer = Answer<{ message: Message }>;

export class MessageHandlers {
  constructor(private readonly deps: MessageHandlersDependencies) {}

  /** Adds the listeners of a socket. */
  listen(socket: RoomSocket): void {
    const { schemas, roomCreation, changes, search, permissions, reads, files, log, clock } = this.deps;
    const network = networkOf(socket.handshake.address);
    const onError = (error: unknown) => this.deps.onError(error, socket);
    const { id } = socket.data;
    socket.on(
      "message:send",
      requestHandler(
        schemas.send,
        async (payload, answer: MessageAnswer) => {
          const say = () => this.say(socket.data, payload, (message) => answer({ message }));
          await roomCreation.say(network, say);
        },
        onError,
      ),
    );
    socket.on(
      "message:edit",
      requestHandler(
        schemas.edit,
        (payload, answer) => this.#change(socket, answer, () => changes.edit(id, payload, clock.now())),
        onError,
      ),
    );
    socket.on(
      "message:delete",
      requestHandler(
        schemas.delete,
        // Whoever may not write any more may still take back what they wrote.
        (payload, answer: MessageAnswer) => {
          this.#tell(
            answer,
            changes.delete(payload, (author) => permissions.delete(id, author)),
          );
          files.deleteByMessage(payload.seq);
        },
        onError,
      ),
    );
    socket.on(
      "reaction:set",
      requestHandler(
        schemas.reaction,
        (payload, answer) => this.#change(socket, answer, () => changes.react(id, payload), true),
        onError,
      ),
    );
    socket.on(
      "history:get",
      requestHandler(
        schemas.history,
        (query: HistoryPayload, answer: Answer<HistoryPage>) => {
          const page = log.page(query);
          this.deps.onPage(charactersIn(page), socket);
          answer(page);
        },
        onError,
      ),
    );
    socket.on(
      "search",
      requestHandler<SearchQuery, SearchPage, SearchPayload>(
        schemas.search,
        (query, answer) => answer(search.find(query)),
        onError,
      ),
    );
    socket.on(
      "members:get",
      requestHandler<MembersQuery, MembersPage, MembersPayload>(
        schemas.members,
        (query, answer) => this.#members(query, answer),
        onError,
      ),
    );
    socket.on(
      "read",
      requestHandler(
        schemas.read,
        ({ seq }, answer: Answer<object>) => {
          const reached = reads.read(socket.data, seq);
          answer({});
          if (reached !== undefined) void this.deps.presence.sendRead(socket, reached).catch(onError);
        },
        onError,
      ),
    );
    socket.on(
      "presence:set",
      requestHandler(schemas.presence, ({ idle }, answer) => this.#rest(socket, idle, answer), onError),
    );
    socket.on(
      "profile:set",
      requestHandler(schemas.profile, ({ name }, answer) => this.#rename(socket, name, answer), onError),
    );
    socket.on(
      "typing",
      requestHandler(schemas.typing, (payload, answer) => this.#type(socket, payload, answer), onError),
    );
  }

  /**
   * Says something for somebody: it is stored, once, and told to everybody.
   *
   * @param stored gets the message before anybody hears of it
   * @throws Refusal
   */
  say(from: Author, payload: SendPayload, stored: (message: Message) => void = () => {}): Appended {
    const { log, permissions, messages, retention, files, typingTracker, frameBatcher, clock } = this.deps;
    const { attachments: ids = [] } = payload;
    const appended = log.append(from, payload, clock.now(), () => {
      permissions.send(from.id);
      messages.take(from.id);
      return ids.length > 0 ? files.attachments(ids, from.id) : undefined;
    });
    const { message, isNew } = appended;
    if (isNew) files.markSent(ids, message.seq);
    stored(message);
    typingTracker.stop(from.id);
    if (!isNew) return appended;
    frameBatcher.add(message);
    // Its author owns the room from now on, if nobody did.
    if (message.seq === 1) frameBatcher.changed("room");
    retention.appended();
    return appended;
  }

  #change(socket: RoomSocket, answer: MessageAnswer, change: () => Changed, isReaction = false): void {
    this.deps.permissions.write(socket.data.id);
    this.#tell(answer, change(), isReaction);
  }

  #tell(answer: MessageAnswer, { message, isNew }: Changed, isReaction = false): void {
    answer({ message });
    if (isNew) this.deps.frameBatcher.change({ rev: this.deps.log.rev, messages: [message] }, isReaction);
  }

  async #members(query: MembersQuery, answer: Answer<MembersPage>): Promise<void> {
    await this.deps.presence.ready();
    answer(this.deps.memberList.page(query));
  }

  async #rest(socket: RoomSocket, idle: boolean, answer: Answer<object>): Promise<void> {
    const isNews = await this.deps.presence.setIdle(socket, idle);
    answer({});
    if (isNews) this.deps.frameBatcher.changed("presence");
  }

  async #rename(socket: RoomSocket, name: string, answer: Answer<{ member: Member }>): Promise<void> {
    const { permissions, presence, frameBatcher } = this.deps;
    if (isBot(socket.data.id))
      throw new RoomError("forbidden", "A bot has the name that the owner of the room gave it.");
    permissions.write(socket.data.id);
    answer({ member: await presence.rename(socket, name) });
    frameBatcher.changed("presence");
  }

  #type(socket: RoomSocket, { active }: TypingPayload, answer: Answer<object>): void {
    const { permissions, typingTracker } = this.deps;
    const { id } = socket.data;
    if (active) {
      permissions.write(id);
      typingTracker.start(id);
    } else typingTracker.stop(id);
    answer({});
  }
}

/** How many characters the texts of a page have. */
export const charactersIn = ({ messages }: HistoryPage): number =>
  messages.reduce((sum, { text }) => sum + text.length, 0);
