/** A room as the page has it: the socket's events on one side, signals and things to do on the other. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { Ack, Failure, WireError } from "../../shared/contract/errors.ts";
import type {
  Auth,
  HistoryPage,
  RequestAnswer,
  RequestName,
  RequestPayload,
  Welcome,
} from "../../shared/contract/events.ts";
import type { Member, Message } from "../../shared/contract/message.ts";
import type { RoomSettings } from "../../shared/contract/settings.ts";
import { PROTOCOL_VERSION } from "../../shared/contract/version.ts";
import { UNANSWERED } from "../i18n/failure-text.ts";
import type { Store } from "../storage/device-storage.ts";
import type { Profile } from "../storage/profile.ts";
import type { Clock } from "./clock.ts";
import type { ConnectError } from "./connection/connect-error.ts";
import { Connection } from "./connection/connection.ts";
import { IdleDetector } from "./connection/idle-detector.ts";
import { RoomCredentials } from "./connection/room-credentials.ts";
import {
  ACK_TIMEOUT,
  type RoomSocket,
  roomSocket,
  TRANSPORTS,
  type TransportName,
  type Transports,
} from "./connection/room-socket.ts";
import { limits, limitsAre } from "./limits.ts";
import { History } from "./messages/history.ts";
import { MessageActions } from "./messages/message-actions.ts";
import { Quotes } from "./messages/quotes.ts";
import { ReadReceipts } from "./messages/read-receipts.ts";
import { Timeline } from "./messages/timeline.ts";
import { OutgoingQueue, type PendingFiles, type WrittenMessage } from "./outgoing/outgoing-queue.ts";
import { PendingStore } from "./outgoing/pending-store.ts";
import { TypingNotice } from "./outgoing/typing-notifier.ts";
import { MemberList } from "./people/member-list.ts";
import { People } from "./people/people.ts";
import { RoomRules } from "./people/room-permissions.ts";
import { SanctionLists } from "./people/sanctions.ts";

/** What a {@link RoomClient} needs of the page around it. */
export interface Surroundings {
  store: Store;
  clock: Clock;
  profile: Profile;
  /** Aborts when the room is left. */
  left?: AbortSignal;
  /** What the room was called when it was last open on this device. */
  titleBefore: string | undefined;
  /** Hears what others said, as it arrives, and who one is oneself. */
  heard(messages: readonly Message[], you: Member): void;
  /** A message goes without its quote, because what it answers is not there any more. */
  replyGone(): void;
  /** The `seq` of the message that is being read; undefined at the newest. */
  place(): number | undefined;
  /** The files of messages that wait. */
  files: PendingFiles;
  /** Loads the page anew, because the server speaks a newer protocol. Returns whether it does. */
  reload(): boolean;
}

/** Announces messages to a screen reader. */
export interface MessageAnnouncer {
  /** The text of the live region. */
  readonly text: ReadonlySignal<string>;
  add(messages: readonly Message[]): void;
}

/** A socket as {@link RoomClient.ask} uses it. */
interface Requests<Name extends RequestName> {
  emitWithAck(name: Name, payload: RequestPayload<Name>): Promise<RequestAnswer<Name>>;
}

export class RoomClient {
  readonly timeline = new Timeline();
  readonly memberList = new MemberList();
  readonly people = new People(this.memberList, this.timeline, (query) => this.ask("members:get", { query }));
  /** Announces new messages to a screen reader. Loads after the first messages. */
  readonly announcer = signal<MessageAnnouncer | undefined>(undefined);
  readonly connection: Connection;
  readonly outgoing: OutgoingQueue;
  readonly typing: TypingNotice;
  /** Whether the room has been seen at all: before that there is nothing to show. */
  readonly opened = signal(false);
  readonly history = new History(this.timeline, (payload) => this.ask("history:get", payload));
  /** What messages answer. */
  readonly quotes = new Quotes([this.timeline.messages, this.timeline.newest], (payload) =>
    this.ask("history:get", payload),
  );
  readonly readReceipts: ReadReceipts;
  /** How far one has read on another device, as the room knew when it was entered. */
  readonly readElsewhere = signal(0);
  readonly rules: RoomRules;
  readonly actions: MessageActions;
  /** Who is muted and who is banned, for the owner. */
  readonly sanctions = new SanctionLists({
    get: () => this.ask("sanctions:get", {}),
    set: (kind, payload) => this.ask(kind === "muted" ? "member:mute" : "member:ban", payload),
  });
  /** The passphrase that was tried last, until one is let in. */
  readonly passphraseTried = signal<string | undefined>(undefined);
  /** Whether one came by an invite link that opens nothing. */
  readonly inviteOver = signal(false);
  readonly #socket;
  readonly #atClose: (() => void)[] = [];
  readonly #keys = RoomCredentials.fromAddress();

  constructor(
    readonly name: string,
    private readonly surroundings: Surroundings,
  ) {
    const { store, clock, titleBefore } = surroundings;
    this.rules = new RoomRules({ name, titleBefore, clock, memberList: this.memberList });
    this.#socket = roomSocket(name, () => this.#auth(), [TRANSPORTS.websocket, TRANSPORTS.polling]);
    const mend = (refusal: ConnectError) => {
      if (refusal.code === "forbidden" && this.#keys.refused()) this.inviteOver.value = true;
      return surroundings.profile.mend(refusal);
    };
    const { left } = surroundings;
    this.connection = new Connection(this.#socket, clock, mend, TRANSPORTS, left);
    this.typing = new TypingNotice(clock, (active) => {
      if (this.connection.live) this.#socket.emit("typing", { active });
    });
    this.outgoing = new OutgoingQueue(
      new PendingStore(store, name),
      {
        ready: () => this.connection.live,
        received: () => this.timeline.received ?? 0,
        send: (payload) => this.#socket.timeout(ACK_TIMEOUT).emitWithAck("message:send", payload),
        find: (nonce, after) => this.#findOwn(nonce, after),
        replyGone: () => surroundings.replyGone(),
        settled: (message) => this.#settled(message),
        unanswered: () => this.connection.doubt(),
        paused: (ms) => this.rules.pace.wait(ms),
      },
      clock,
      surroundings.files,
    );
    this.actions = new MessageActions(
      {
        edit: (payload) => this.ask("message:edit", payload),
        delete: (payload) => this.ask("message:delete", payload),
        react: (payload) => this.ask("reaction:set", payload),
      },
      (message) => this.timeline.change([message]),
    );
    this.readReceipts = new ReadReceipts(clock, (seq) => this.#tell("read", { seq }));
    const idleDetector = new IdleDetector(clock, (idle) => this.#tell("presence:set", { idle }), left);
    this.#socket.on("welcome", (welcome) => {
      this.#welcomed(welcome);
      // After the welcome: before it nothing can be told.
      idleDetector.retell();
    });
    this.#socket.on("messages", (messages) => this.#received(messages));
    this.#socket.on("changes", ({ rev, messages, erased }) => {
      batch(() => {
        if (erased !== undefined) this.timeline.erase(erased);
        this.timeline.change(messages, rev);
        this.quotes.change(messages);
      });
    });
    this.#socket.on("room", (settings) => this.#settingsChanged(settings));
    this.#socket.on("read", ({ seq }) => {
      this.readReceipts.known(seq);
      this.readElsewhere.value = seq;
    });
    this.#socket.on("muted", ({ on }) => {
      this.rules.muted.value = on;
    });
    this.#socket.on("presence", (presence) => this.memberList.presence(presence));
    this.#socket.on("typing", ({ ids }) => {
      this.people.typing.value = ids;
    });
    this.#socket.on("goodbye", (reason) => this.connection.ended(reason));
    this.#socket.on("disconnect", () => {
      this.people.typing.value = [];
    });
  }

  /** Proof of who one is for requests over HTTP, where the browser keeps no cookie. */
  get token(): string | undefined {
    return this.surroundings.profile.token;
  }

  connect(): void {
    this.connection.connect();
  }

  /** Has `task` run when the room is left. */
  onClose(task: () => void): void {
    this.#atClose.push(task);
  }

  /** Leaves the room: tells what is still to be told, and disconnects for good. */
  close(): void {
    this.readReceipts.flush();
    this.typing.stopped();
    this.connection.close();
    // A message that waits for its turn gives its turn to another tab, or to this room when it is opened again.
    this.outgoing.hurry();
    for (const task of this.#atClose) task();
  }

  /** Asks to be let into a private room. */
  knock(passphrase: string): void {
    this.#keys.passphrase = passphrase;
    this.passphraseTried.value = passphrase;
    this.connect();
  }

  /** Puts a message in the outbox; it shows at once, and leaves when it can. */
  send(message: WrittenMessage): void {
    this.typing.stopped();
    this.outgoing.add(message);
  }

  /** Asks the room for something. A lost answer is a failure like any other. */
  async ask<Name extends RequestName>(
    name: Name,
    payload: RequestPayload<Name>,
  ): Promise<RequestAnswer<Name> | Failure> {
    try {
      if (!this.connection.live) throw new Error("not connected");
      // Each event has its own types, which its name as a parameter hides from the compiler.
      const ask = this.#socket.timeout(ACK_TIMEOUT) as unknown as Requests<Name>;
      return await ask.emitWithAck(name, payload);
    } catch {
      return { ok: false, error: UNANSWERED };
    }
  }

  /**
   * Shows messages kept on this device or sent with the page, unless the room itself has answered meanwhile.
   *
   * @param from see {@link Timeline.restore}
   */
  restore(messages: readonly Message[], from?: { lastSeq: number; rev: number }): void {
    const isShut = this.connection.state.peek().kind === "refused";
    if (this.opened.peek() || messages.length === 0 || isShut) return;
    batch(() => {
      this.timeline.restore(messages, from);
      this.opened.value = true;
    });
  }

  /** Takes every message off the screen: the room is not for this visitor (any more), or is gone. */
  withdraw(): void {
    if (!this.opened.peek()) return;
    batch(() => {
      this.timeline.forget();
      this.quotes.forget();
      this.people.typing.value = [];
      this.opened.value = false;
    });
  }

  /** Changes one's name. Returns why that was refused, if it was. */
  async rename(name: string): Promise<WireError | undefined> {
    const answer = await this.ask("profile:set", { name });
    if (!answer.ok) return answer.error;
    this.memberList.renamed(answer.member);
    this.surroundings.profile.rename(answer.member.name);
    return undefined;
  }

  /** Tells the room something whose answer does not matter. @returns false where it cannot be told now */
  #tell<Name extends RequestName>(name: Name, payload: RequestPayload<Name>): boolean {
    if (this.connection.live) void this.ask(name, payload);
    return this.connection.live;
  }

  /** Another socket of the same person, by one transport. It does not connect yet. */
  secondSocket(transport: Transports[TransportName]): RoomSocket {
    return roomSocket(this.name, () => this.#auth(), [transport]);
  }

  #auth(): Auth {
    const { name, token } = this.surroundings.profile;
    const { received: lastSeq, receivedAt: lastAt, rev } = this.timeline;
    return {
      ...(name === undefined ? {} : { name }),
      ...(token === undefined ? {} : { token }),
      ...this.#keys.shown,
      ...(lastSeq === undefined ? {} : { lastSeq, lastAt }),
      ...(rev === undefined ? {} : { rev }),
    };
  }

  #welcomed(welcome: Welcome): void {
    if (welcome.v > PROTOCOL_VERSION) {
      if (!this.surroundings.reload()) this.connection.outdated();
      return;
    }
    limitsAre(welcome.limits);
    this.#keys.used();
    this.passphraseTried.value = undefined;
    this.inviteOver.value = false;
    if (welcome.you.token !== undefined) this.surroundings.profile.keep(welcome.you.token);
    const place = this.surroundings.place();
    const joins = this.timeline.received !== undefined && !welcome.gap;
    batch(() => {
      this.memberList.welcome(welcome);
      this.#ruled(welcome.settings);
      this.rules.muted.value = welcome.you.muted === true;
      const fresh = this.timeline.welcome(welcome, place);
      this.rules.hasWritten(welcome.messages.findLast((message) => this.#isOwn(message)));
      this.outgoing.confirm(welcome.messages.filter((message) => this.#isOwn(message)));
      this.#heard(fresh);
      this.history.reset();
      this.quotes.forget();
      if (welcome.read !== undefined) this.readReceipts.known(welcome.read);
      this.readElsewhere.value = welcome.read ?? 0;
      this.opened.value = true;
      this.connection.welcomed();
    });
    if (this.rules.isOwner.peek()) void this.sanctions.load();
    if (!joins && place !== undefined) void this.history.reload(place);
    void this.outgoing.flush();
  }

  #settingsChanged(settings: RoomSettings): void {
    const wasOwner = this.rules.isOwner.peek();
    this.#ruled(settings);
    if (!this.rules.isOwner.peek()) this.sanctions.forget();
    else if (!wasOwner) void this.sanctions.load();
  }

  #ruled(settings: RoomSettings): void {
    if (this.rules.take(settings)) this.outgoing.hurry();
  }

  #received(messages: readonly Message[]): void {
    batch(() => {
      const fresh = this.timeline.add(messages);
      this.rules.hasWritten(messages.findLast((message) => this.#isOwn(message)));
      this.outgoing.confirm(messages.filter((message) => this.#isOwn(message)));
      this.#heard(fresh);
    });
  }

  #heard(fresh: readonly Message[]): void {
    const others = fresh.filter((message) => !this.#isOwn(message));
    this.announcer.peek()?.add(others);
    const you = this.memberList.you.peek();
    if (you !== undefined) this.surroundings.heard(others, you);
  }

  #settled(message: Message): void {
    batch(() => {
      this.rules.wrote();
      this.timeline.settle(message);
      this.outgoing.confirm([message]);
    });
  }

  async #findOwn(nonce: string, after: number): Promise<Message | undefined> {
    for (let seen = after; ; ) {
      const answer: Ack<HistoryPage> = await this.#socket
        .timeout(ACK_TIMEOUT)
        .emitWithAck("history:get", { after: seen, limit: limits.peek().historyPage });
      if (!answer.ok) throw new Error(answer.error.code);
      const own = answer.messages.find((message) => message.nonce === nonce && this.#isOwn(message));
      const last = answer.messages.at(-1);
      if (own !== undefined || last === undefined || answer.hasMore !== true) return own;
      seen = last.seq;
    }
  }

  #isOwn(message: Message): boolean {
    return message.from.id === this.memberList.you.peek()?.id;
  }
}
