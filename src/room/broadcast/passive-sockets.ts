/**
 * Passive sockets: those of windows that nobody sees. They get new messages, changes, settings and presence in one frame, at
 * most once per interval, and the rest when they are visible again.
 *
 * The first frame after a quiet interval leaves at once, so that a notification is not late. A timer runs only while something
 * waits: an idle room sleeps, and nothing is lost by it.
 */
import type {
  Member,
  Message,
  Missed,
  Presence,
  RoomSettings,
  ShortHead,
} from "../../shared/contract/index.ts";
import type { Clock } from "../clock.ts";
import type { MemberList } from "../connections/member-list.ts";
import type { RoomSocket, RoomSockets } from "../room-io.ts";
import { type Audience, HIDDEN } from "./audience.ts";
import { PASSIVE_INTERVAL } from "./flush-window.ts";
import type { Flush } from "./frame-batcher.ts";
import { encodeAlone } from "./short-messages.ts";
import type { TypingTracker } from "./typing.ts";

/** A frame leaves earlier if it has as many messages or changes. */
const MAX_MESSAGES = 200;

/** A frame leaves earlier if the texts in it have as many UTF-16 code units. */
const MAX_TEXT = 100_000;

export interface PassiveSocketsDependencies {
  roomSockets: RoomSockets;
  audience: Audience;
  clock: Clock;
  memberList: Pick<MemberList, "members" | "count">;
  typing: () => Pick<TypingTracker, "ids">;
  /** What the next frame of visible sockets needs. */
  shortHead: () => ShortHead | undefined;
  /** Called when a frame was sent, with how many sockets of one object got it at most. */
  onSent: (sockets: number) => void;
}

export class PassiveSockets {
  /** By `seq`, in their newest state. */
  readonly #messages = new Map<number, Message>();
  /** Changes of older messages, by `seq`. */
  readonly #changes = new Map<number, Message>();
  #rev: number | undefined;
  #erased: string | undefined;
  #room: RoomSettings | undefined;
  /** By id. */
  readonly #joined = new Map<string, Member>();
  readonly #left = new Set<string>();
  #textSize = 0;
  /** When the next frame may leave, in milliseconds since the epoch. */
  #nextAt = 0;
  #cancelTimer: (() => void) | undefined;
  /** Visible sockets that are hidden from the next frame on: they have what it brings. */
  readonly #hiding = new Set<string>();

  constructor(private readonly deps: PassiveSocketsDependencies) {}

  /** Takes what visible sockets get now. */
  add({ messages = [], changes, room, presence }: Flush): void {
    if (this.deps.audience.count(HIDDEN) === 0) return;
    for (const message of messages) {
      this.#messages.set(message.seq, message);
      this.#textSize += message.text.length;
    }
    if (changes !== undefined) {
      this.#rev = changes.rev;
      if (changes.erased !== undefined) {
        // They have the text that was erased.
        for (const [seq, { from }] of this.#changes)
          if (from.id === changes.erased) this.#changes.delete(seq);
      }
      this.#erased = changes.erased;
      for (const message of changes.messages) {
        const map = this.#messages.has(message.seq) ? this.#messages : this.#changes;
        map.set(message.seq, message);
        this.#textSize += message.text.length;
      }
    }
    if (room !== undefined) this.#room = room;
    if (presence !== undefined) this.#addPresence(presence);
    if (!this.#isEmpty) this.#schedule();
  }

  /** Sets whether the window of a socket is visible. Await `PresenceTracker.ready` first. */
  setVisible(socket: RoomSocket, visible: boolean): void {
    if (visible) this.#show(socket);
    else if (this.#isEmpty) this.deps.audience.hide(socket.id);
    else this.#hiding.add(socket.id);
  }

  /** A name may be that of two people now, who are told apart in a notification. A count without names waits. */
  #addPresence({ joined, left }: Presence): void {
    for (const id of left) {
      this.#joined.delete(id);
      this.#left.add(id);
    }
    for (const member of joined) {
      this.#left.delete(member.id);
      this.#joined.set(member.id, member);
    }
  }

  /** Whether the window of a socket is hidden. */
  isHidden(socketId: string): boolean {
    return this.#hiding.has(socketId) || this.deps.audience.isHidden(socketId);
  }

  #show(socket: RoomSocket): void {
    const { audience, memberList, typing, shortHead } = this.deps;
    if (this.#hiding.delete(socket.id)) return;
    const kind = audience.show(socket.id);
    if (kind === undefined) return;
    const next = kind === "v2" ? shortHead() : undefined;
    const { presence: _, ...missed } = this.#missed;
    socket.emit("missed", {
      ...missed,
      members: memberList.members,
      memberCount: memberList.count,
      typing: typing().ids,
      ...(next && { next }),
    });
  }

  #schedule(): void {
    const { clock } = this.deps;
    const isFull = this.#messages.size + this.#changes.size >= MAX_MESSAGES || this.#textSize >= MAX_TEXT;
    const wait = this.#nextAt - clock.now();
    // After an erasure: it must not erase a message that the person sends later.
    if (wait <= 0 || isFull || this.#erased !== undefined) this.#write();
    else this.#cancelTimer ??= clock.after(Math.min(wait, PASSIVE_INTERVAL), () => this.#write());
  }

  #write(): void {
    const { roomSockets, audience, clock, onSent } = this.deps;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#nextAt = clock.now() + PASSIVE_INTERVAL;
    const missed = this.#missed;
    this.#clear();
    if (audience.count(HIDDEN) > 0) {
      roomSockets.in([...HIDDEN]).emit("missed", missed);
      onSent(audience.largestCount(HIDDEN));
    }
    for (const id of this.#hiding) audience.hide(id);
    this.#hiding.clear();
  }

  /** What waits. */
  get #missed(): Missed {
    const missed: Missed = {};
    if (this.#messages.size > 0) {
      const [messages, head] = encodeAlone([...this.#messages.values()]);
      Object.assign(missed, { messages, head });
    }
    if (this.#rev !== undefined) {
      const messages = [...this.#changes.values()].sort((a, b) => a.seq - b.seq);
      missed.changes = { rev: this.#rev, messages };
      if (this.#erased !== undefined) missed.changes.erased = this.#erased;
    }
    if (this.#room !== undefined) missed.room = this.#room;
    if (this.#hasPresence) {
      const { count } = this.deps.memberList;
      missed.presence = { joined: [...this.#joined.values()], left: [...this.#left], count };
    }
    return missed;
  }

  get #isEmpty(): boolean {
    const hasMessages = this.#messages.size > 0 || this.#rev !== undefined;
    return !hasMessages && this.#room === undefined && !this.#hasPresence;
  }

  get #hasPresence(): boolean {
    return this.#joined.size + this.#left.size > 0;
  }

  #clear(): void {
    this.#messages.clear();
    this.#changes.clear();
    this.#rev = undefined;
    this.#erased = undefined;
    this.#room = undefined;
    this.#joined.clear();
    this.#left.clear();
    this.#textSize = 0;
  }
}
