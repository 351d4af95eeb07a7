/** What people in a room ask for: to write, to change what they wrote, to read back. */
import { networkOf } from "../address.ts";
import { isBot } from "../protocol/bots.ts";
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
} from "../protocol/index.ts";
import type { MembersQuery, Schemas, SearchQuery } from "../protocol/schemas.ts";
import { type Answer, answering } from "./answer.ts";
import type { Attendance } from "./attendance.ts";
import type { Clock } from "./clock.ts";
import type { FileShelf } from "./file-shelf.ts";
import type { Founding } from "./founding.ts";
import type { Changed, MessageChanges } from "./message-changes.ts";
import type { MessageLimiter } from "./message-limiter.ts";
import type { Appended, MessageLog } from "./message-log.ts";
import type { MessageSearch } from "./message-search.ts";
import type { Outbox } from "./outbox.ts";
import type { ReadMarks } from "./read-marks.ts";
import { Refusal } from "./refusal.ts";
import type { RetentionKeeper } from "./retention.ts";
import type { Rights } from "./rights.ts";
import type { RoomSocket } from "./room-io.ts";
import type { Roster } from "./roster.ts";
import type { Typists } from "./typing.ts";

/** The parts of a room that a conversation needs. */
export interface ConversationParts {
  schemas: Schemas;
  clock: Pick<Clock, "now">;
  log: MessageLog;
  founding: Founding;
  changes: MessageChanges;
  search: MessageSearch;
  rights: Rights;
  messages: Pick<MessageLimiter, "take">;
  /** Hears how many characters a page of history had. */
  onPage: (characters: number, socket: RoomSocket) => void;
  reads: ReadMarks;
  files: FileShelf;
  retention: RetentionKeeper;
  attendance: Attendance;
  roster: Roster;
  typists: Typists;
  outbox: Outbox;
  onError: (error: unknown, socket: RoomSocket) => void;
}

type MessageAnswer = Answer<{ message: Message }>;

export class Conversation {
  constructor(private readonly parts: ConversationParts) {}

  /** Adds the listeners of a socket. */
  listen(socket: RoomSocket): void {
    const { schemas, founding, changes, search, rights, reads, files, log, clock } = this.parts;
    const network = networkOf(socket.handshake.address);
    const onError = (error: unknown) => this.parts.onError(error, socket);
    const { id } = socket.data;
    socket.on(
      "message:send",
      answering(
        schemas.send,
        async (payload, answer: MessageAnswer) => {
          const say = () => this.say(socket.data, payload, (message) => answer({ message }));
          await founding.say(network, say);
        },
        onError,
      ),
    );
    socket.on(
      "message:edit",
      answering(
        schemas.edit,
        (payload, answer) => this.#change(socket, answer, () => changes.edit(id, payload, clock.now())),
        onError,
      ),
    );
    socket.on(
      "message:delete",
      answering(
        schemas.delete,
        // Whoever may not write any more may still take back what they wrote.
        (payload, answer: MessageAnswer) => {
          this.#tell(
            answer,
            changes.delete(payload, (author) => rights.delete(id, author)),
          );
          files.messageGone(payload.seq);
        },
        onError,
      ),
    );
    socket.on(
      "reaction:set",
      answering(
        schemas.reaction,
        (payload, answer) => this.#change(socket, answer, () => changes.react(id, payload), true),
        onError,
      ),
    );
    socket.on(
      "history:get",
      answering(
        schemas.history,
        (query: HistoryPayload, answer: Answer<HistoryPage>) => {
          const page = log.page(query);
          this.parts.onPage(charactersIn(page), socket);
          answer(page);
        },
        onError,
      ),
    );
    socket.on(
      "search",
      answering<SearchQuery, SearchPage, SearchPayload>(
        schemas.search,
        (query, answer) => answer(search.find(query)),
        onError,
      ),
    );
    socket.on(
      "members:get",
      answering<MembersQuery, MembersPage, MembersPayload>(
        schemas.members,
        (query, answer) => this.#members(query, answer),
        onError,
      ),
    );
    socket.on(
      "read",
      answering(
        schemas.read,
        ({ seq }, answer: Answer<object>) => {
          const reached = reads.read(socket.data, seq);
          answer({});
          if (reached !== undefined) void this.parts.attendance.tellRead(socket, reached).catch(onError);
        },
        onError,
      ),
    );
    socket.on(
      "presence:set",
      answering(schemas.presence, ({ idle }, answer) => this.#rest(socket, idle, answer), onError),
    );
    socket.on(
      "profile:set",
      answering(schemas.profile, ({ name }, answer) => this.#rename(socket, name, answer), onError),
    );
    socket.on(
      "typing",
      answering(schemas.typing, (payload, answer) => this.#type(socket, payload, answer), onError),
    );
  }

  /**
   * Says something for somebody: it is stored, once, and told to everybody.
   *
   * @param stored gets the message before anybody hears of it
   * @throws Refusal
   */
  say(from: Author, payload: SendPayload, stored: (message: Message) => void = () => {}): Appended {
    const { log, rights, messages, retention, files, typists, outbox, clock } = this.parts;
    const { attachments: ids = [] } = payload;
    const appended = log.append(from, payload, clock.now(), () => {
      rights.send(from.id);
      messages.take(from.id);
      return ids.length > 0 ? files.toSend(ids, from.id) : undefined;
    });
    const { message, isNew } = appended;
    if (isNew) files.sent(ids, message.seq);
    stored(message);
    typists.stop(from.id);
    if (!isNew) return appended;
    outbox.add(message);
    // Its author owns the room from now on, if nobody did.
    if (message.seq === 1) outbox.changed("room");
    retention.appended();
    return appended;
  }

  #change(socket: RoomSocket, answer: MessageAnswer, change: () => Changed, isReaction = false): void {
    this.parts.rights.write(socket.data.id);
    this.#tell(answer, change(), isReaction);
  }

  #tell(answer: MessageAnswer, { message, isNew }: Changed, isReaction = false): void {
    answer({ message });
    if (isNew) this.parts.outbox.change({ rev: this.parts.log.rev, messages: [message] }, isReaction);
  }

  async #members(query: MembersQuery, answer: Answer<MembersPage>): Promise<void> {
    await this.parts.attendance.ready();
    answer(this.parts.roster.page(query));
  }

  async #rest(socket: RoomSocket, idle: boolean, answer: Answer<object>): Promise<void> {
    const isNews = await this.parts.attendance.rest(socket, idle);
    answer({});
    if (isNews) this.parts.outbox.changed("presence");
  }

  async #rename(socket: RoomSocket, name: string, answer: Answer<{ member: Member }>): Promise<void> {
    const { rights, attendance, outbox } = this.parts;
    if (isBot(socket.data.id))
      throw new Refusal("forbidden", "A bot has the name that the owner of the room gave it.");
    rights.write(socket.data.id);
    answer({ member: await attendance.rename(socket, name) });
    outbox.changed("presence");
  }

  #type(socket: RoomSocket, { active }: TypingPayload, answer: Answer<object>): void {
    const { rights, typists } = this.parts;
    const { id } = socket.data;
    if (active) {
      rights.write(id);
      typists.start(id);
    } else typists.stop(id);
    answer({});
  }
}

/** How many characters the texts of a page have. */
export const charactersIn = ({ messages }: HistoryPage): number =>
  messages.reduce((sum, { text }) => sum + text.length, 0);
