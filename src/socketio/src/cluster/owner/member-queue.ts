/** The messages that the owner delivers to a member: in order, one call at a time, as many together as have gathered. */

import { type Caller, withRetries } from "../messaging/calls.ts";
import type { OrderedMessage } from "../messaging/messages.ts";
import { sizeOf } from "../messaging/publisher.ts";

/** The most messages of a call. */
const MAX_MESSAGES = 500;

/** The size of frames from which a call takes no further message, in characters or bytes. */
const MAX_CALL_SIZE = 2_000_000;

/** The size of frames that may wait for a member, in characters or bytes. */
const MAX_WAITING_SIZE = 16_000_000;

/** How long a member that does not answer is left alone, unless it calls itself, in milliseconds. */
const RETRY_AFTER = 10_000;

/** What a queue needs from the owner. */
export interface MemberQueueHost {
  readonly call: Caller;
  /** The member has no connection. */
  onEmpty(name: string, generation: number): void;
  /** The member does not answer. What waited for it is dropped. */
  onUnreachable(name: string, error: unknown): void;
}

/** A message that waits, and the last logged broadcast before it. */
interface WaitingMessage {
  message: OrderedMessage;
  previous: number;
}

/** The queue of one member. */
export class MemberQueue {
  #waiting: WaitingMessage[] = [];
  #waitingSize = 0;
  #isRunning = false;
  #isClosed = false;
  /** When a member that does not answer is tried again, in milliseconds since the epoch; 0 for one that answers. */
  #retryAt = 0;

  /** Whether the member is to check that it has got all logged broadcasts, even if no message waits for it. */
  #isCheckDue = false;

  /**
   * @param lastLogged the last broadcast in the log before the first message of the queue; 0 if there is none
   * @param mayLack whether the member may lack broadcasts in the log, because an earlier life of the owner has not delivered them
   */
  constructor(
    readonly name: string,
    readonly generation: number,
    private lastLogged: number,
    private mayLack: boolean,
    private readonly host: MemberQueueHost,
  ) {}

  /** Whether messages are delivered to the member at present. */
  get isReachable(): boolean {
    return this.#retryAt <= Date.now();
  }

  push(message: OrderedMessage): void {
    const previous = this.lastLogged;
    if (message.isLogged) this.lastLogged = message.seq;
    if (!this.isReachable) {
      this.mayLack = true;
      return;
    }
    this.#waiting.push({ message, previous });
    this.#waitingSize += sizeOf(message.message);
    if (!this.#isRunning) void this.#run();
    else if (this.#waitingSize > MAX_WAITING_SIZE)
      this.#giveUp(new RangeError(`Too much waits for the node ${this.name}`));
  }

  /** Has the member check that it has got all logged broadcasts. */
  check(): void {
    this.#isCheckDue = true;
    this.mayLack = true;
    if (!this.#isRunning) void this.#run();
  }

  /** The member has called: it can be reached again. */
  resume(): void {
    this.#retryAt = 0;
  }

  /** The member has left. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    await Promise.resolve();
    while ((this.#waiting.length > 0 || this.#isCheckDue) && !this.#isClosed) {
      this.#isCheckDue = false;
      const previous = this.mayLack ? (this.#waiting[0]?.previous ?? this.lastLogged) : 0;
      const messages = this.#takeBatch();
      // A failure, or what is dropped during the call, sets it again.
      this.mayLack = false;
      const { name, generation } = this;
      try {
        const { isMember } = await withRetries(() =>
          this.host.call(name, { kind: "deliver", generation, previous, messages }),
        );
        this.#retryAt = 0;
        if (isMember) continue;
        if (!this.#isClosed) this.host.onEmpty(name, generation);
        break;
      } catch (error) {
        this.#giveUp(error);
      }
    }
    this.#isRunning = false;
  }

  #takeBatch(): OrderedMessage[] {
    let size = 0;
    let count = 0;
    for (const { message } of this.#waiting) {
      if (count >= MAX_MESSAGES || size >= MAX_CALL_SIZE) break;
      size += sizeOf(message.message);
      count++;
    }
    this.#waitingSize -= size;
    return this.#waiting.splice(0, count).map(({ message }) => message);
  }

  #giveUp(error: unknown): void {
    if (this.#isClosed) return;
    this.#retryAt = Date.now() + RETRY_AFTER;
    this.mayLack = true;
    this.#waiting = [];
    this.#waitingSize = 0;
    this.host.onUnreachable(this.name, error);
  }
}
