/** The messages that the owner delivers to a member: in order, one call at a time, as many together as have gathered. */

import { type Caller, withRetries } from "../calls.ts";
import type { OrderedMessage } from "../messages.ts";
import { sizeOf } from "../publisher.ts";

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
  /** Identifies this life of the owner. */
  readonly epoch: string;
  /** The member has no connection. */
  onEmpty(name: string, generation: number): void;
  /** The member does not answer. What waited for it is dropped. */
  onUnreachable(name: string, error: unknown): void;
}

/** The queue of one member. */
export class MemberQueue {
  #waiting: OrderedMessage[] = [];
  #waitingSize = 0;
  #isRunning = false;
  #isClosed = false;
  /** When a member that does not answer is tried again, in milliseconds since the epoch; 0 for one that answers. */
  #retryAt = 0;

  /** @param previous the last message that the member does not get, or 0 if that is not known */
  constructor(
    readonly name: string,
    readonly generation: number,
    private previous: number,
    private readonly host: MemberQueueHost,
  ) {}

  /** Whether messages are delivered to the member at present. */
  get isReachable(): boolean {
    return this.#retryAt <= Date.now();
  }

  push(message: OrderedMessage): void {
    if (!this.isReachable) {
      this.previous = message.seq;
      return;
    }
    this.#waiting.push(message);
    this.#waitingSize += sizeOf(message.message);
    if (!this.#isRunning) void this.#run();
    else if (this.#waitingSize > MAX_WAITING_SIZE)
      this.#giveUp(new RangeError(`Too much waits for the node ${this.name}`));
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
    while (this.#waiting.length > 0 && !this.#isClosed) {
      const messages = this.#takeBatch();
      const { previous, generation } = this;
      const { epoch } = this.host;
      try {
        const { isMember } = await withRetries(() =>
          this.host.call(this.name, { kind: "deliver", generation, epoch, previous, messages }),
        );
        if (!isMember) {
          if (!this.#isClosed) this.host.onEmpty(this.name, generation);
          break;
        }
        this.previous = Math.max(this.previous, messages.at(-1)?.seq ?? 0);
        this.#retryAt = 0;
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
      size += sizeOf(message);
      count++;
    }
    this.#waitingSize -= size;
    return this.#waiting.splice(0, count);
  }

  #giveUp(error: unknown): void {
    if (this.#isClosed) return;
    this.#retryAt = Date.now() + RETRY_AFTER;
    this.previous = Math.max(this.previous, this.#waiting.at(-1)?.seq ?? 0);
    this.#waiting = [];
    this.#waitingSize = 0;
    this.host.onUnreachable(this.name, error);
  }
}
