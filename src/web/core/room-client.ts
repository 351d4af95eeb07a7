/** The client of one room: its connection, its state as signals, and what the user can do in it. */
import { batch, signal } from "@preact/signals";
import type { Auth } from "../../shared/contract/connection.ts";
import type { Failure, WireError } from "../../shared/contract/errors.ts";
import type { RequestAnswer, RequestName, RequestPayload } from "../../shared/contract/events.ts";
import type { Message } from "../../shared/contract/message.ts";
import { EVENTS_VERSION } from "../../shared/contract/version.ts";
import type { Store } from "../storage/device-storage.ts";
import type { Clock } from "./clock.ts";
import type { ConnectError } from "./connection/connect-error.ts";
import { Connection } from "./connection/connection.ts";
import { IdleDetector } from "./connection/idle-detector.ts";
import { RoomCredentials } from "./connection/room-credentials.ts";
import { RoomRequests } from "./connection/room-requests.ts";
import {
  type RoomSocket,
  roomSocket,
  TRANSPORTS,
  type TransportName,
  type Transports,
} from "./connection/room-socket.ts";
import { History } from "./messages/history.ts";
import { MessageActions } from "./messages/message-actions.ts";
import { Quotes } from "./messages/quotes.ts";
import { ReadReceipts } from "./messages/read-receipts.ts";
import { ShortMessages } from "./messages/short-messages.ts";
import { Timeline } from "./messages/timeline.ts";
import type { PendingFiles } from "./outgoing/attachment-uploader.ts";
import { OutgoingQueue, type WrittenMessage } from "./outgoing/outgoing-queue.ts";
import { PendingStore } from "./outgoing/pending-store.ts";
import { TypingNotifier } from "./outgoing/typing-notifier.ts";
import { MemberList } from "./people/member-list.ts";
import { People } from "./people/people.ts";
import { SanctionLists } from "./people/sanctions.ts";
import { type MessageAnnouncer, type RoomEventOptions, RoomEvents, type RoomState } from "./room-events.ts";
import { SettingsState } from "./room-settings.ts";

/** What a {@link RoomClient} needs of the page. */
export interface RoomClientOptions extends RoomEventOptions {
  store: Store;
  clock: Clock;
  /** Aborts when the room is left. */
  left?: AbortSignal;
  /** The title that the room had when it was last open on this device. */
  storedTitle: string | undefined;
  /** A reply is sent without its quote, because the original was deleted. */
  originalDeleted(): void;
  /** The files of messages that wait. */
  files: PendingFiles;
}

export class RoomClient implements RoomState {
  readonly timeline = new Timeline();
  readonly shortMessages = new ShortMessages();
  readonly memberList = new MemberList();
  readonly people = new People(this.memberList, this.timeline, (query) =>
    this.request("members:get", { query }),
  );
  /** Announces new messages to a screen reader. Loads after the first messages. */
  readonly announcer = signal<MessageAnnouncer | undefined>(undefined);
  readonly connection: Connection;
  readonly outgoing: OutgoingQueue;
  readonly typing: TypingNotifier;
  /** Whether there is anything of the room to show. */
  readonly opened = signal(false);
  readonly history = new History(this.timeline, (payload) => this.request("history:get", payload));
  /** The messages that others reply to. */
  readonly quotes = new Quotes([this.timeline.messages, this.timeline.newest], (payload) =>
    this.request("history:get", payload),
  );
  readonly readReceipts: ReadReceipts;
  /** The newest `seq` that the user has read on another device, as of the last welcome. */
  readonly readElsewhere = signal(0);
  readonly settings: SettingsState;
  readonly actions: MessageActions;
  /** The muted and banned members, for the owner. */
  readonly sanctions = new SanctionLists({
    get: () => this.request("sanctions:get", {}),
    set: (kind, payload) => this.request(kind === "muted" ? "member:mute" : "member:ban", payload),
  });
  /** The passphrase that was tried last, until the user is admitted. */
  readonly passphraseTried = signal<string | undefined>(undefined);
  /** Whether the user came by an invite link that is not valid. */
  readonly inviteInvalid = signal(false);
  /** For parts that load later: the rest is in {@link request}. */
  readonly socket: RoomSocket;
  readonly idleDetector: IdleDetector;
  readonly #requests: RoomRequests;
  readonly #closeTasks: (() => void)[] = [];
  readonly #credentials = RoomCredentials.fromAddress();

  constructor(
    readonly name: string,
    private readonly options: RoomClientOptions,
  ) {
    const { store, clock, storedTitle, left } = options;
    this.settings = new SettingsState({ name, storedTitle, clock, memberList: this.memberList });
    this.socket = roomSocket(name, () => this.#auth(), [TRANSPORTS.websocket, TRANSPORTS.polling]);
    const mend = (error: ConnectError) => {
      if (error.code === "forbidden" && this.#credentials.rejected()) this.inviteInvalid.value = true;
      return !error.signedOut && options.profile.recover(error);
    };
    this.connection = new Connection(this.socket, clock, mend, TRANSPORTS, left);
    this.#requests = new RoomRequests(this.socket, this.connection);
    this.typing = new TypingNotifier(clock, (active) => {
      if (this.connection.live) this.socket.emit("typing", { active });
    });
    this.outgoing = new OutgoingQueue(
      new PendingStore(store, name),
      {
        isReady: () => this.connection.live,
        newestSeq: () => this.timeline.received ?? 0,
        send: (payload) => this.#requests.sendMessage(payload),
        find: (nonce, after) => this.#requests.findMessage(nonce, after, this.memberList.you.peek()?.id),
        originalDeleted: () => options.originalDeleted(),
        stored: (message) => this.#stored(message),
        unanswered: () => this.connection.unanswered(),
        rateLimited: (ms) => this.settings.slowMode.wait(ms),
      },
      clock,
      options.files,
    );
    this.actions = new MessageActions(
      {
        edit: (payload) => this.request("message:edit", payload),
        delete: (payload) => this.request("message:delete", payload),
        react: (payload) => this.request("reaction:set", payload),
      },
      (message) => this.timeline.change([message]),
    );
    this.readReceipts = new ReadReceipts(clock, (seq) => this.#requests.notify("read", { seq }));
    const notifyIdle = (idle: boolean) => this.#requests.notify("presence:set", { idle });
    this.idleDetector = new IdleDetector(clock, notifyIdle, left);
    new RoomEvents(this, options).listen(this.socket, {
      admitted: () => {
        this.#credentials.clear();
        this.passphraseTried.value = undefined;
        this.inviteInvalid.value = false;
      },
      // Before the welcome the room accepts no request.
      welcomed: () => this.idleDetector.resend(),
    });
  }

  /** The session token for requests over HTTP, where the browser stores no cookie. */
  get token(): string | undefined {
    return this.options.profile.bearer;
  }

  connect(): void {
    this.connection.connect();
  }

  /** Runs `task` when the room is left. */
  onClose(task: () => void): void {
    this.#closeTasks.push(task);
  }

  /** Leaves the room: sends what is still to be sent, and disconnects for good. */
  close(): void {
    this.readReceipts.flush();
    this.typing.stopped();
    this.connection.close();
    // A message that waits for a rate limit releases the lock for another tab, or for this room when it is opened again.
    this.outgoing.retryNow();
    for (const task of this.#closeTasks) task();
  }

  /** Connects to a private room with a passphrase. */
  tryPassphrase(passphrase: string): void {
    this.#credentials.passphrase = passphrase;
    this.passphraseTried.value = passphrase;
    this.connect();
  }

  /** Queues a message: it shows at once, and is sent as soon as possible. */
  send(message: WrittenMessage): void {
    this.typing.stopped();
    this.outgoing.add(message);
  }

  /** Sends a request to the room. A lost answer is a failure like any other. */
  request<Name extends RequestName>(
    name: Name,
    payload: RequestPayload<Name>,
  ): Promise<RequestAnswer<Name> | Failure> {
    return this.#requests.send(name, payload);
  }

  /**
   * Shows messages that are stored on this device or came with the page, unless the room has answered already.
   *
   * @param from see {@link Timeline.restore}
   */
  restore(messages: readonly Message[], from?: { lastSeq: number; rev: number }): void {
    const isRejected = this.connection.state.peek().kind === "refused";
    if (this.opened.peek() || messages.length === 0 || isRejected) return;
    batch(() => {
      this.timeline.restore(messages, from);
      this.opened.value = true;
    });
  }

  /** Removes every message from the page: the user has no access (any more), or the room is deleted. */
  withdraw(): void {
    if (!this.opened.peek()) return;
    batch(() => {
      this.timeline.clear();
      this.quotes.clear();
      this.people.typing.value = [];
      this.opened.value = false;
    });
  }

  /**
   * Changes the name of the user. It is stored at once: the page may be closed before the answer comes. Returns the error
   * if the room rejected it.
   */
  async rename(name: string): Promise<WireError | undefined> {
    const undo = this.options.profile.rename(name);
    const answer = await this.request("profile:set", { name });
    if (!answer.ok) {
      undo();
      return answer.error;
    }
    this.memberList.renamed(answer.member);
    this.options.profile.rename(answer.member.name);
    return undefined;
  }

  /** Another socket of the same person, by one transport. It does not connect yet. */
  createSocket(transport: Transports[TransportName]): RoomSocket {
    return roomSocket(this.name, () => this.#auth(), [transport]);
  }

  #auth(): Auth {
    const { name, token, jwt } = this.options.profile;
    const { received: lastSeq, receivedAt: lastAt, rev } = this.timeline;
    return {
      v: EVENTS_VERSION,
      ...(name === undefined ? {} : { name }),
      ...(token === undefined ? {} : { token }),
      ...(jwt === undefined ? {} : { jwt }),
      ...this.#credentials.auth,
      ...(lastSeq === undefined ? {} : { lastSeq }),
      ...(lastAt === undefined ? {} : { lastAt }),
      ...(rev === undefined ? {} : { rev }),
    };
  }

  /** The room has stored a message of the queue. */
  #stored(message: Message): void {
    this.shortMessages.addNonces([[message.seq, message.nonce ?? ""]]);
    batch(() => {
      this.settings.messageStored();
      this.timeline.addOwn(message);
      this.outgoing.confirm([message]);
    });
  }
}
