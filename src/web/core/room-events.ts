/** Applies the events that the room sends to the state of the page. */
import { batch, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Welcome } from "../../shared/contract/connection.ts";
import type { Member, Message } from "../../shared/contract/message.ts";
import type { RoomSettings } from "../../shared/contract/settings.ts";
import { EVENTS_VERSION } from "../../shared/contract/version.ts";
import type { Profile } from "../storage/profile.ts";
import type { Connection } from "./connection/connection.ts";
import type { RoomSocket } from "./connection/room-socket.ts";
import { setLimits } from "./limits.ts";
import type { History } from "./messages/history.ts";
import type { Quotes } from "./messages/quotes.ts";
import type { ReadReceipts } from "./messages/read-receipts.ts";
import type { ShortMessages } from "./messages/short-messages.ts";
import type { Timeline } from "./messages/timeline.ts";
import type { OutgoingQueue } from "./outgoing/outgoing-queue.ts";
import type { MemberList } from "./people/member-list.ts";
import type { People } from "./people/people.ts";
import type { SanctionLists } from "./people/sanctions.ts";
import type { SettingsState } from "./room-settings.ts";

/** Announces messages to a screen reader. */
export interface MessageAnnouncer {
  /** The text of the live region. */
  readonly text: ReadonlySignal<string>;
  add(messages: readonly Message[]): void;
}

/** The state of a room that its events change. */
export interface RoomState {
  timeline: Timeline;
  shortMessages: ShortMessages;
  memberList: MemberList;
  people: People;
  announcer: ReadonlySignal<MessageAnnouncer | undefined>;
  connection: Connection;
  outgoing: OutgoingQueue;
  opened: Signal<boolean>;
  history: History;
  quotes: Quotes;
  readReceipts: ReadReceipts;
  readElsewhere: Signal<number>;
  settings: SettingsState;
  sanctions: SanctionLists;
}

/** What the events of a room need of the page. */
export interface RoomEventOptions {
  profile: Profile;
  /** Takes the messages of others as they arrive, and who the user is. */
  received(messages: readonly Message[], you: Member): void;
  /** The `seq` of the message that is being read; undefined at the newest. */
  visibleSeq(): number | undefined;
  /** Reloads the page, because the server has a newer protocol. Returns whether it does. */
  reload(): boolean;
}

export class RoomEvents {
  constructor(
    private readonly room: RoomState,
    private readonly options: RoomEventOptions,
  ) {}

  /**
   * @param on.admitted runs before a welcome is applied
   * @param on.welcomed runs after it
   */
  listen(socket: RoomSocket, on: { admitted(): void; welcomed(): void }): void {
    const { room } = this;
    socket.on("welcome", (welcome) => {
      if (this.#isTooNew(welcome)) return;
      on.admitted();
      this.#welcome(welcome);
      on.welcomed();
    });
    socket.on("messages", (messages) => this.#messages(messages));
    socket.on("batch", (short, head) => {
      const messages = room.shortMessages.read(short, head);
      // The welcome of the next connection has them in full.
      if (messages === undefined) socket.io.engine.close();
      else this.#messages(messages);
    });
    socket.on("nonces", (nonces) => room.shortMessages.addNonces(nonces));
    socket.on("changes", ({ rev, messages, erased }) => {
      batch(() => {
        if (erased !== undefined) room.timeline.removeAuthor(erased);
        room.timeline.change(messages, rev);
        room.quotes.change(messages);
      });
    });
    socket.on("room", (settings) => this.#settings(settings));
    socket.on("read", ({ seq }) => {
      room.readReceipts.setKnown(seq);
      room.readElsewhere.value = seq;
    });
    socket.on("muted", ({ on }) => {
      room.settings.muted.value = on;
    });
    socket.on("presence", (presence) => room.memberList.presence(presence));
    socket.on("typing", ({ ids }) => {
      room.people.typing.value = ids;
    });
    socket.on("goodbye", (reason) => room.connection.goodbyeReceived(reason));
    socket.on("disconnect", () => {
      room.people.typing.value = [];
    });
  }

  #isTooNew({ v }: Welcome): boolean {
    if (v <= EVENTS_VERSION) return false;
    if (!this.options.reload()) this.room.connection.outdated();
    return true;
  }

  #welcome(welcome: Welcome): void {
    const { room } = this;
    setLimits(welcome.limits);
    room.shortMessages.welcome(welcome);
    if (welcome.you.token !== undefined) this.options.profile.setToken(welcome.you.token);
    const visible = this.options.visibleSeq();
    const joins = room.timeline.received !== undefined && !welcome.gap;
    batch(() => {
      room.memberList.welcome(welcome);
      this.#updateSettings(welcome.settings);
      room.settings.muted.value = welcome.you.muted === true;
      const fresh = room.timeline.welcome(welcome, visible);
      this.#confirm(welcome.messages);
      this.#announce(fresh);
      room.history.reset();
      room.quotes.clear();
      room.readElsewhere.value = welcome.read ?? 0;
      room.readReceipts.setKnown(room.readElsewhere.peek());
      room.opened.value = true;
      room.connection.welcomed();
    });
    if (room.settings.isOwner.peek()) void room.sanctions.load();
    if (!joins && visible !== undefined) void room.history.reload(visible);
    void room.outgoing.flush();
  }

  #settings(settings: RoomSettings): void {
    const { sanctions, settings: state } = this.room;
    const wasOwner = state.isOwner.peek();
    this.#updateSettings(settings);
    if (!state.isOwner.peek()) sanctions.clear();
    else if (!wasOwner) void sanctions.load();
  }

  #updateSettings(settings: RoomSettings): void {
    if (this.room.settings.update(settings)) this.room.outgoing.retryNow();
  }

  #messages(messages: readonly Message[]): void {
    const fresh = batch(() => {
      const unknown = this.room.timeline.add(messages);
      this.#confirm(messages);
      return unknown;
    });
    // Afterwards: their authors may be the reason to tell people apart.
    this.#announce(fresh);
  }

  /** Takes what the room has stored of the user's own messages. */
  #confirm(messages: readonly Message[]): void {
    const own = messages.filter((message) => this.#isOwn(message));
    this.room.settings.ownMessageReceived(own.at(-1));
    this.room.outgoing.confirm(own);
  }

  #announce(fresh: readonly Message[]): void {
    const others = fresh.filter((message) => !this.#isOwn(message));
    this.room.announcer.peek()?.add(others);
    const you = this.room.memberList.you.peek();
    if (you !== undefined) this.options.received(others, you);
  }

  #isOwn(message: Message): boolean {
    return message.from.id === this.room.memberList.you.peek()?.id;
  }
}
