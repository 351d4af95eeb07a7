/**
 * The outbox: what a room has to say to its sockets, sent as few frames.
 *
 * A quiet room hears everything at once. A busy one hears one flush per window, so that a delivery costs its bytes
 * and not a frame of its own (measured: 26 us alone, 1.3 us coalesced, at 1,000 sockets).
 */
import type { Changes, Message, Presence, RoomSettings, Typing } from "../../shared/contract/index.ts";
import type { Clock } from "../clock.ts";
import { paceFor, windowFor } from "./flush-window.ts";

/** Everything that is sent together. What did not change is left out. */
export interface Flush {
  /** Ascending, none twice. */
  messages?: Message[];
  /** May name messages that are in `messages` too: they were changed before anybody had heard of them. */
  changes?: Changes;
  presence?: Presence;
  typing?: Typing;
  room?: RoomSettings;
}

/** Where a flush goes: today to this object's own sockets. */
export interface FlushSink {
  /** How many sockets a flush is written to. */
  readonly sockets: number;
  /** Writes it to every socket, but not to the one with the id `except`. */
  write(flush: Flush, except?: string): void;
}

/** A source of deltas: asked at the flush, so that a hundred changes within a window are told as one. */
export interface Source<Delta> {
  /** What changed since the last call, or undefined when nothing did in the end. */
  takeDelta(): Delta | undefined;
}

/** What tells a state: the newest is all that matters. */
type StateSource = "presence" | "typing" | "room";

/** What may wait a moment in a big room: it is told with other things, or alone at a slower pace. */
const UNHURRIED = ["presence", "typing"] as const;

export class FrameBatcher {
  #messages: Message[] = [];
  /** By `seq`, as they now stand. */
  readonly #changes = new Map<number, Message>();
  #rev = 0;
  #erased: string | undefined;
  /** Whether one of the changes is more than a reaction. */
  #hurried = false;
  readonly #changed = new Set<StateSource>();
  #windowOpen = false;
  /** How many windows in a row had something to send. */
  #busy = 0;
  /** When presence, typing and reactions may go out alone again; milliseconds since the epoch. */
  #unhurriedDue = 0;
  #unhurriedWaits = false;

  constructor(
    private readonly sink: FlushSink,
    private readonly clock: Clock,
    private readonly sources: { [Name in StateSource]: Source<NonNullable<Flush[Name]>> },
  ) {}

  /** Queues one stored message. */
  add(message: Message): void {
    this.#messages.push(message);
    this.#flushUnlessWindowOpen();
  }

  /**
   * Queues messages that were changed. An erasure is told at once, so that it takes nothing away that its person says
   * afterwards.
   *
   * @param isReaction a message with hundreds of reactions is large, and a crowd that reacts changes it all the time
   */
  change(changes: Changes, isReaction = false): void {
    for (const message of changes.messages) this.#changes.set(message.seq, message);
    if (!isReaction) this.#hurried = true;
    this.#rev = changes.rev;
    this.#erased = changes.erased;
    if (changes.erased === undefined) this.#flushUnlessWindowOpen();
    else this.#write();
  }

  /**
   * Notes that presence or typing has something to tell.
   *
   * @param newcomer the id of a socket whose `welcome` told it already: a quiet room spares it the frame
   */
  changed(source: StateSource, newcomer?: string): void {
    this.#changed.add(source);
    this.#flushUnlessWindowOpen(newcomer);
  }

  /**
   * Sends the queued messages and changes to everybody but one socket, now: its `welcome` is about to cover them, and nobody gets a
   * message twice. Presence and typing tell a state, which does no harm when told twice: they wait for the window, so
   * that a crowd coming in costs one frame per window and not one per head.
   */
  flushMessagesBefore(newcomer: string): void {
    const flush = this.#takeMessages();
    if (Object.keys(flush).length > 0) this.sink.write(flush, newcomer);
  }

  #flushUnlessWindowOpen(except?: string): void {
    if (this.#windowOpen) return;
    if (this.#write(except)) this.#openWindow();
  }

  #openWindow(): void {
    const ms = windowFor(this.sink.sockets, this.#busy);
    if (ms === 0) return;
    this.#windowOpen = true;
    this.clock.after(ms, () => {
      this.#windowOpen = false;
      if (this.#write()) {
        this.#busy++;
        this.#openWindow();
      } else this.#busy = 0;
    });
  }

  /** @returns whether there was anything to send */
  #write(except?: string): boolean {
    const isHurried = this.#messages.length > 0 || this.#hurried || this.#changed.has("room");
    const isUnhurried = this.#changes.size > 0 || UNHURRIED.some((source) => this.#changed.has(source));
    if (!isHurried && !(isUnhurried && this.#isUnhurriedDue())) return false;
    if (isUnhurried) this.#unhurriedDue = this.clock.now() + paceFor(this.sink.sockets);
    const flush: Flush = this.#takeMessages();
    if (this.#changed.delete("typing")) flush.typing = this.sources.typing.takeDelta();
    if (this.#changed.delete("room")) flush.room = this.sources.room.takeDelta();
    if (this.#changed.delete("presence")) flush.presence = this.sources.presence.takeDelta();
    if (!isTelling(flush)) return false;
    this.sink.write(flush, except);
    return true;
  }

  /** Whether what may wait is told now. It is told at a pace of its own, and until then with anything else. */
  #isUnhurriedDue(): boolean {
    const wait = this.#unhurriedDue - this.clock.now();
    if (wait <= 0) return true;
    if (!this.#unhurriedWaits) {
      this.#unhurriedWaits = true;
      this.clock.after(wait, () => {
        this.#unhurriedWaits = false;
        this.#flushUnlessWindowOpen();
      });
    }
    return false;
  }

  /** New messages and changes of others: what a `welcome` covers. */
  #takeMessages(): Pick<Flush, "messages" | "changes"> {
    const flush: Flush = {};
    if (this.#messages.length > 0) flush.messages = this.#messages;
    this.#messages = [];
    if (this.#changes.size > 0) {
      const messages = [...this.#changes.values()].sort((a, b) => a.seq - b.seq);
      flush.changes = { rev: this.#rev, messages };
      if (this.#erased !== undefined) flush.changes.erased = this.#erased;
    }
    this.#changes.clear();
    this.#hurried = false;
    this.#erased = undefined;
    return flush;
  }
}

/** Whether there is anything in it. */
const isTelling = (flush: Flush): boolean => Object.values(flush).some((part) => part !== undefined);
