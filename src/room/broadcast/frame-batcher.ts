/**
 * Batches what a room broadcasts, so that it sends few frames.
 *
 * A quiet room broadcasts at once, a busy room once per window. A message of a batch costs 1.3 us per socket, a message
 * in a frame of its own 26 us (measured with 1,000 sockets). So a large room waits some milliseconds for the rest of a burst:
 * until no message has arrived for a moment.
 */
import type { Changes, Message, Presence, RoomSettings, Typing } from "../../shared/contract/index.ts";
import type { Clock } from "../clock.ts";
import {
  burstPauseFor,
  flushWindowFor,
  longestBurstFor,
  lowPriorityIntervalFor,
  MAX_WINDOW,
} from "./flush-window.ts";
import { PresenceBurst } from "./presence-burst.ts";

/** What is sent together, without the parts that did not change. */
export interface Flush {
  /** Ascending, without duplicates. */
  messages?: Message[];
  /** May contain messages that are in `messages`, too: they changed before they were sent. */
  changes?: Changes;
  presence?: Presence;
  typing?: Typing;
  room?: RoomSettings;
}

/** Writes flushes to sockets. */
export interface Broadcaster {
  /** How many sockets the object with the most has: its work decides how often a large room broadcasts. */
  readonly sockets: number;
  /** Writes a flush to every socket except the one with the id `except`. */
  write(flush: Flush, except?: string): void;
}

/** A source of deltas. A flush takes one delta, however many changes a window had. */
export interface Source<Delta> {
  /** The difference since the last call; undefined where there is none. */
  takeDelta(): Delta | undefined;
}

/** Sources of a state: only the newest one is sent. */
type StateSource = "presence" | "typing" | "room";

export class FrameBatcher {
  #messages: Message[] = [];
  /** By `seq`, in their newest state. */
  readonly #changes = new Map<number, Message>();
  #rev = 0;
  #erased: string | undefined;
  /** Whether one of the changes is more than a reaction. */
  #hasUrgentChange = false;
  readonly #changed = new Set<StateSource>();
  /** Whether a timer is going to send what is added meanwhile. */
  #windowOpen = false;
  /** How many windows in a row had something to send. */
  #busy = 0;
  /** When presence, typing and reactions may be sent alone again, in milliseconds since the epoch. */
  #lowPriorityAt = 0;
  #isLowPriorityTimerSet = false;
  readonly #presenceBurst = new PresenceBurst(() => longestBurstFor(this.broadcaster.sockets));

  constructor(
    private readonly broadcaster: Broadcaster,
    private readonly clock: Clock,
    private readonly sources: { [Name in StateSource]: Source<NonNullable<Flush[Name]>> },
  ) {}

  /** Adds a stored message. A large room waits whether others follow. */
  addMessage(message: Message): void {
    this.#messages.push(message);
    if (this.#windowOpen) return;
    const pause = burstPauseFor(this.broadcaster.sockets);
    if (pause === 0) {
      this.#flushUnlessWindowOpen();
    } else {
      this.#windowOpen = true;
      this.#awaitPause(pause, 0);
    }
  }

  /**
   * Adds changed messages. An erasure is sent at once, so that it erases no message that the person sends later.
   *
   * @param isReaction has low priority: a message with hundreds of reactions is large, and changes often
   */
  addChanges(changes: Changes, isReaction = false): void {
    if (changes.erased !== undefined) {
      // A reaction that waits has the text that the message had.
      for (const [seq, { from }] of this.#changes) if (from.id === changes.erased) this.#changes.delete(seq);
    }
    for (const message of changes.messages) this.#changes.set(message.seq, message);
    if (!isReaction) this.#hasUrgentChange = true;
    this.#rev = changes.rev;
    this.#erased = changes.erased;
    if (changes.erased === undefined) this.#flushUnlessWindowOpen();
    else this.#write();
  }

  /**
   * Notes that a source has a delta.
   *
   * @param newcomer the id of a socket whose `welcome` has it: a flush that is sent now leaves that socket out
   */
  changed(source: StateSource, newcomer?: string): void {
    this.#changed.add(source);
    if (source === "presence") this.#presenceBurst.add(this.clock.now());
    this.#flushUnlessWindowOpen(newcomer);
  }

  /**
   * Sends the messages and changes now, except to a socket whose `welcome` is about to contain them: no client receives
   * a message twice. Presence and typing are states, which may be repeated: they wait for the window, so that many joins
   * cost one frame per window.
   */
  flushMessagesExcept(socketId: string): void {
    const flush = this.#takeMessages();
    if (Object.keys(flush).length > 0) this.broadcaster.write(flush, socketId);
  }

  #flushUnlessWindowOpen(except?: string): void {
    if (this.#windowOpen) return;
    if (this.#write(except)) this.#openWindow();
  }

  #openWindow(): void {
    const ms = flushWindowFor(this.broadcaster.sockets, this.#busy);
    if (ms === 0) return;
    this.#windowOpen = true;
    this.clock.after(ms, () => {
      const pause = this.#messages.length > 0 ? burstPauseFor(this.broadcaster.sockets) : 0;
      if (pause > 0 && ms < MAX_WINDOW) this.#awaitPause(pause, ms);
      else this.#endWindow();
    });
  }

  /**
   * Sends what there is once no message has arrived for `pause` ms, or the first one has waited as long as in the longest
   * window. A message that comes alone takes one timer. In a burst it looks every millisecond: a timer that is late finds
   * more messages, and goes on.
   *
   * @param waited how long it has waited, in milliseconds
   * @param quiet for how much of that no message has arrived
   * @param step after how many milliseconds it looks
   */
  #awaitPause(pause: number, waited: number, quiet = 0, step = pause): void {
    const before = this.#messages.length;
    this.clock.after(step, () => {
      const isQuiet = this.#messages.length <= before;
      if (waited + step >= MAX_WINDOW || (isQuiet && quiet + step >= pause)) this.#endWindow();
      else this.#awaitPause(pause, waited + step, isQuiet ? quiet + step : 0, 1);
    });
  }

  #endWindow(): void {
    this.#windowOpen = false;
    if (this.#write()) {
      this.#busy++;
      this.#openWindow();
    } else this.#busy = 0;
  }

  /** @returns whether there was anything to send */
  #write(except?: string): boolean {
    const isUrgent = this.#messages.length > 0 || this.#hasUrgentChange || this.#changed.has("room");
    const isPresence = this.#isPresenceDue();
    const isLowPriority = this.#changes.size > 0 || this.#changed.has("typing") || isPresence;
    if (!isUrgent && !(isLowPriority && this.#isLowPriorityDue())) return false;
    if (isLowPriority)
      this.#lowPriorityAt = this.clock.now() + lowPriorityIntervalFor(this.broadcaster.sockets);
    const flush: Flush = this.#takeMessages();
    if (this.#changed.delete("typing")) flush.typing = this.sources.typing.takeDelta();
    if (this.#changed.delete("room")) flush.room = this.sources.room.takeDelta();
    if (isPresence) {
      this.#changed.delete("presence");
      this.#presenceBurst.sent();
      flush.presence = this.sources.presence.takeDelta();
    }
    if (isEmpty(flush)) return false;
    this.broadcaster.write(flush, except);
    return true;
  }

  /** Whether low-priority parts may be sent alone now; sets a timer where they may not. */
  #isLowPriorityDue(): boolean {
    return this.#isOver(this.#lowPriorityAt - this.clock.now());
  }

  /** Whether presence has changed and waits for no burst to end; sets a timer where it does. */
  #isPresenceDue(): boolean {
    return this.#changed.has("presence") && this.#isOver(this.#presenceBurst.wait(this.clock.now()));
  }

  /** Whether nothing is to be waited for; sets a timer otherwise. @param wait in milliseconds */
  #isOver(wait: number): boolean {
    if (wait <= 0) return true;
    if (!this.#isLowPriorityTimerSet) {
      this.#isLowPriorityTimerSet = true;
      this.clock.after(wait, () => {
        this.#isLowPriorityTimerSet = false;
        this.#flushUnlessWindowOpen();
      });
    }
    return false;
  }

  /** New messages and changes: what a `welcome` contains. */
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
    this.#hasUrgentChange = false;
    this.#erased = undefined;
    return flush;
  }
}

const isEmpty = (flush: Flush): boolean => Object.values(flush).every((part) => part === undefined);
