/** Publishes the messages of a node through the owner, in order: those of a turn together, and one call at a time. */

import { type Caller, withRetries } from "./calls.ts";
import type { ClusterMessage, PublishAnswer, PublishedMessage } from "./messages.ts";

/** The most messages of a call. */
const MAX_MESSAGES = 500;

/** The size of frames from which a call takes no further message, in characters or bytes. */
const MAX_SIZE = 2_000_000;

/** Messages that are published by one call. */
class Batch {
  readonly messages: PublishedMessage[] = [];
  readonly #outcome = Promise.withResolvers<PublishAnswer>();
  #size = 0;
  isSent = false;

  /** Resolves when the owner has ordered the messages. */
  get outcome(): Promise<PublishAnswer> {
    return this.#outcome.promise;
  }

  get isFull(): boolean {
    return this.messages.length >= MAX_MESSAGES || this.#size >= MAX_SIZE;
  }

  add(message: PublishedMessage): void {
    this.messages.push(message);
    this.#size += sizeOf(message.message);
  }

  async send(attempt: (isRetry: boolean) => Promise<PublishAnswer>, onFailure: () => void): Promise<void> {
    this.isSent = true;
    try {
      this.#outcome.resolve(await withRetries(attempt));
    } catch (error) {
      onFailure();
      this.#outcome.reject(error);
    }
  }
}

/** The publisher of a node. */
export class Publisher {
  readonly #batches: Batch[] = [];
  #lastNumber = 0;
  #isRunning = false;

  /**
   * @param uid the name of the node
   * @param owner the name of the owner
   * @param onFailure is called with the messages of a call that has failed for good, before their promises reject
   */
  constructor(
    private readonly uid: string,
    private readonly owner: string,
    private readonly call: Caller,
    private readonly onFailure: (messages: readonly PublishedMessage[]) => void = () => {},
  ) {}

  /** Publishes a message. Rejects if the owner cannot be reached; then some nodes may have got it all the same. */
  publish(message: ClusterMessage): Promise<PublishAnswer> {
    const batch = this.#openBatch();
    // It grows in later lives of the node, too, so that no message is taken for an earlier one.
    this.#lastNumber = Math.max(this.#lastNumber + 1, Date.now() * 1000);
    batch.add({ uid: this.uid, number: this.#lastNumber, message });
    return batch.outcome;
  }

  /** Returns the nodes that get the last message, or would get one now. */
  nodes(): Promise<PublishAnswer> {
    const last = this.#batches.at(-1);
    return last !== undefined && !last.isSent ? last.outcome : this.#openBatch().outcome;
  }

  /**
   * Resolves when the owner has ordered all messages so far.
   *
   * @throws if it cannot be reached
   */
  async flush(): Promise<void> {
    await Promise.all(this.#batches.map(({ outcome }) => outcome));
  }

  #openBatch(): Batch {
    const last = this.#batches.at(-1);
    if (last !== undefined && !last.isSent && !last.isFull) return last;
    const batch = new Batch();
    this.#batches.push(batch);
    if (!this.#isRunning) void this.#run();
    return batch;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    await Promise.resolve();
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      const { messages } = batch;
      await batch.send(
        (isRetry) => this.call(this.owner, { kind: "publish", from: this.uid, messages, isRetry }),
        () => this.onFailure(messages),
      );
      this.#batches.shift();
    }
    this.#isRunning = false;
  }
}

/** About how large a message is, in characters or bytes. */
export const sizeOf = ({ data }: ClusterMessage): number =>
  "packet" in data ? data.packet.reduce((size, frame) => size + frame.length, 0) : 0;
