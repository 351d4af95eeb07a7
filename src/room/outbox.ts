/**
 * The outbox: what a room has to say to its sockets, sent as few frames.
 *
 * A quiet room hears everything at once. A busy one hears one flush per window, so that a delivery costs its bytes
 * and not a frame of its own (measured: 26 us alone, 1.3 us coalesced, at 1,000 sockets).
 */
import type { Message, Presence, Typing } from "../protocol/index.ts";
import type { Clock } from "./clock.ts";

/** Everything that is sent together. What did not change is left out. */
export interface Flush {
  /** Ascending, none twice. */
  messages?: Message[];
  presence?: Presence;
  typing?: Typing;
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

export class Outbox {
  #messages: Message[] = [];
  readonly #changed = new Set<"presence" | "typing">();
  #windowOpen = false;

  constructor(
    private readonly sink: FlushSink,
    private readonly clock: Clock,
    private readonly sources: { presence: Source<Presence>; typing: Source<Typing> },
  ) {}

  /** Queues one stored message. */
  add(message: Message): void {
    this.#messages.push(message);
    this.#flushUnlessWindowOpen();
  }

  /**
   * Notes that presence or typing has something to tell.
   *
   * @param newcomer the id of a socket whose `welcome` told it already: a quiet room spares it the frame
   */
  changed(source: "presence" | "typing", newcomer?: string): void {
    this.#changed.add(source);
    this.#flushUnlessWindowOpen(newcomer);
  }

  /**
   * Sends the queued messages to everybody but one socket, now: its `welcome` is about to cover them, and nobody gets a
   * message twice. Presence and typing tell a state, which does no harm when told twice: they wait for the window, so
   * that a crowd coming in costs one frame per window and not one per head.
   */
  flushMessagesBefore(newcomer: string): void {
    if (this.#messages.length > 0) this.sink.write({ messages: this.#takeMessages() }, newcomer);
  }

  #flushUnlessWindowOpen(except?: string): void {
    if (this.#windowOpen) return;
    this.#write(except);
    this.#openWindow();
  }

  #openWindow(): void {
    const ms = windowFor(this.sink.sockets);
    if (ms === 0) return;
    this.#windowOpen = true;
    this.clock.after(ms, () => {
      this.#windowOpen = false;
      if (this.#write()) this.#openWindow();
    });
  }

  /** @returns whether there was anything to send */
  #write(except?: string): boolean {
    const flush: Flush = {};
    if (this.#messages.length > 0) flush.messages = this.#takeMessages();
    if (this.#changed.has("presence")) flush.presence = this.sources.presence.takeDelta();
    if (this.#changed.has("typing")) flush.typing = this.sources.typing.takeDelta();
    this.#changed.clear();
    const isEmpty = Object.values(flush).every((part) => part === undefined);
    if (!isEmpty) this.sink.write(flush, except);
    return !isEmpty;
  }

  #takeMessages(): Message[] {
    const taken = this.#messages;
    this.#messages = [];
    return taken;
  }
}

/** How many milliseconds a room of so many sockets gathers before its next flush: 30 us a socket, 100 ms at most. */
export function windowFor(sockets: number): number {
  return Math.min(100, Math.floor(sockets * 0.03));
}
