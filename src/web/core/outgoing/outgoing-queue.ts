/**
 * The outgoing queue: what the user has written and the room has not acknowledged.
 *
 * Messages are sent one at a time and in order, each with a nonce and an `after` that never change. A retry after a lost
 * acknowledgement finds the stored message by them, instead of storing it twice.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import { FILE_GONE } from "../../../shared/contract/files.ts";
import type { Message, SendPayload } from "../../../shared/contract/message.ts";
import type { Clock } from "../clock.ts";
import { randomId } from "../random-id.ts";
import { AttachmentUploader, type PendingFiles } from "./attachment-uploader.ts";
import { PendingList } from "./pending-list.ts";
import { needsUpload, type PendingMessage } from "./pending-message.ts";
import type { PendingStore } from "./pending-store.ts";

/** What the queue needs of the room. */
export interface OutgoingQueueSink {
  /** Whether a message could be sent now. */
  isReady(): boolean;
  /** The newest `seq` that the page has. */
  newestSeq(): number;
  /** Sends, and resolves with the acknowledgement. Rejects if none comes in time. */
  send(payload: SendPayload): Promise<Ack<{ message: Message }>>;
  /** Looks for the user's own message `nonce` among all after `after`. */
  find(nonce: string, after: number): Promise<Message | undefined>;
  /** Takes the message as the room stored it. */
  stored(message: Message): void;
  /** The message that this one replies to was deleted, so it is sent as a plain one. */
  originalDeleted(): void;
  /** An acknowledgement did not come in time. */
  unanswered(): void;
  /** The room accepts no message for so many milliseconds. */
  rateLimited(ms: number): void;
}

/** How long to wait where the room does not say how long, in milliseconds. */
const RETRY_AFTER = 1_000;

/** What the user writes, before it is a message. */
export type WrittenMessage = Pick<PendingMessage, "text" | "replyTo" | "attachments">;

export class OutgoingQueue {
  /** Oldest first, rejected ones included. */
  readonly messages: ReadonlySignal<readonly PendingMessage[]>;
  /** How many messages wait to be sent. */
  readonly waiting = computed(() => this.messages.value.filter((message) => !message.refused).length);
  /** Whether the current message got no acknowledgement in time, and is sent again. */
  readonly isUnanswered = signal(false);
  readonly #list: PendingList;
  readonly #uploader: AttachmentUploader;
  #isSending = false;
  /** How many erasures of the user run. */
  #holds = 0;
  /** Messages whose files the room had deleted, and that were uploaded a second time. */
  readonly #uploadedAgain = new Set<string>();
  /** Ends the wait for a room that accepts no message. */
  #stopWaiting: (() => void) | undefined;

  constructor(
    private readonly store: PendingStore,
    private readonly sink: OutgoingQueueSink,
    private readonly clock: Clock,
    files: PendingFiles,
  ) {
    this.#list = new PendingList(store, () => void this.flush());
    this.messages = this.#list.messages;
    this.#uploader = new AttachmentUploader(this.#list, files, clock, () => this.#first(needsUpload));
  }

  /** Whether a message is only in memory, and would be lost with the page. */
  get atRisk(): boolean {
    return this.messages.peek().some(({ nonce }) => !this.store.isStored(nonce));
  }

  add(written: WrittenMessage): void {
    this.#list.add({ ...written, nonce: randomId(), at: this.clock.now() });
    void this.flush();
  }

  /** Whether a message was sent by this page, and not by another page or device of the same person. */
  hasSent({ nonce }: Pick<Message, "nonce">): boolean {
    return nonce !== undefined && this.#list.nonces.has(nonce);
  }

  /** Sends a rejected message again. */
  retry(nonce: string): void {
    const message = this.#list.find(nonce);
    if (message === undefined) return;
    this.#uploadedAgain.delete(nonce);
    this.#list.replace(withoutRejection(message));
    void this.flush();
  }

  /** Sends the text of a message whose files cannot be uploaded. */
  sendWithoutFiles(nonce: string): void {
    const message = this.#list.find(nonce);
    if (message === undefined) return;
    const { attachments, ...textOnly } = withoutRejection(message);
    this.#list.replace(textOnly);
    this.#uploader.remove(attachments);
    void this.flush();
  }

  discard(nonce: string): void {
    this.#uploader.remove(this.#list.find(nonce)?.attachments);
    this.#list.remove(nonce);
  }

  /** Discards all messages: the room will not accept them. */
  discardAll(): void {
    for (const { nonce } of this.messages.peek()) this.discard(nonce);
  }

  /** Sends nothing while `work` runs. */
  hold<Result>(work: Promise<Result>): Promise<Result> {
    this.#holds++;
    return work.finally(() => {
      this.#holds--;
      void this.flush();
    });
  }

  /** Removes the messages that the room has stored. */
  confirm(messages: readonly Message[]): void {
    for (const { nonce } of messages) {
      if (nonce !== undefined && this.#list.find(nonce) !== undefined) this.discard(nonce);
    }
  }

  /** Sends again at once what waits for a rate limit, which may have changed. */
  retryNow(): void {
    this.#stopWaiting?.();
  }

  /** Sends what waits, until nothing does or the connection is gone. */
  async flush(): Promise<void> {
    void this.#uploadFiles();
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      await this.#list.loaded;
      for (let next = this.#next(); next !== undefined; next = this.#next())
        await this.#sendExclusively(next);
    } finally {
      this.#isSending = false;
    }
  }

  #uploadFiles(): Promise<void> {
    return this.#uploader.run(() => void this.flush());
  }

  #next(): PendingMessage | undefined {
    return this.#first((message) => !needsUpload(message));
  }

  #first(matches: (message: PendingMessage) => boolean): PendingMessage | undefined {
    if (!this.#canSend) return undefined;
    return this.messages.peek().find((message) => !message.refused && matches(message));
  }

  get #canSend(): boolean {
    return this.#holds === 0 && this.sink.isReady();
  }

  /** One tab sends at a time. What another tab has sent meanwhile is not sent again. */
  #sendExclusively({ nonce }: PendingMessage): Promise<void> {
    return this.store.exclusively(async () => {
      const known = this.#list.find(nonce);
      const latest = known && (await this.store.latest(known));
      if (this.#list.find(nonce) === undefined) return;
      if (latest === undefined) this.discard(nonce);
      else if (this.#canSend) await this.#send(latest);
    });
  }

  async #send(message: PendingMessage): Promise<void> {
    const { after = this.sink.newestSeq() } = message;
    if (message.after === undefined) this.#list.replace({ ...message, after });
    const answer = await this.sink.send(payloadOf({ ...message, after })).catch(() => undefined);
    // After a lost acknowledgement the message stays: the next attempt has the same nonce.
    this.isUnanswered.value = answer === undefined && this.sink.isReady();
    if (this.isUnanswered.peek()) this.sink.unanswered();
    if (answer === undefined || this.#list.find(message.nonce) === undefined) return;
    if (answer.ok) this.sink.stored(answer.message);
    else await this.#rejected({ ...message, after }, answer.error);
  }

  async #rejected(message: PendingMessage & { after: number }, error: WireError): Promise<void> {
    if (error.code === "rate_limited") {
      const { retryAfter = RETRY_AFTER } = error;
      this.sink.rateLimited(retryAfter);
      return this.#wait(retryAfter);
    }
    if (error.code === "stale") return this.#findStored(message);
    const { replyTo, ...plain } = message;
    if (replyTo !== undefined && isAbout("replyTo", error)) {
      this.#list.replace(plain);
      return this.sink.originalDeleted();
    }
    const { nonce, attachments = [] } = message;
    const hasContents = attachments.every(({ key }) => key !== undefined);
    if (error.message === FILE_GONE && hasContents && !this.#uploadedAgain.has(nonce)) {
      this.#uploadedAgain.add(nonce);
      const emptied = attachments.map((file) => ({ ...file, id: "", path: "" }));
      this.#list.replace({ ...message, attachments: emptied });
      void this.#uploadFiles();
      return;
    }
    this.#list.replace({ ...message, refused: error });
  }

  /** The room has too many newer messages to know whether it stored this one, so the page looks for it. */
  async #findStored(message: PendingMessage & { after: number }): Promise<void> {
    try {
      const stored = await this.sink.find(message.nonce, message.after);
      if (stored !== undefined) this.sink.stored(stored);
      else this.#list.replace({ ...message, after: this.sink.newestSeq() });
    } catch {
      await this.#wait(RETRY_AFTER);
    }
  }

  #wait(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(delay, resolve);
      this.#stopWaiting = () => {
        cancel();
        resolve();
      };
    });
  }
}

function payloadOf({
  nonce,
  text,
  after,
  replyTo,
  attachments,
}: PendingMessage & { after: number }): SendPayload {
  return {
    nonce,
    text,
    after,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(attachments === undefined ? {} : { attachments: attachments.map(({ id }) => id) }),
  };
}

/** An error about one field begins with its name. */
const isAbout = (field: keyof SendPayload, { message }: WireError): boolean =>
  message.startsWith(`${field}:`);

function withoutRejection({ refused: _, fileFailure: __, ...message }: PendingMessage): PendingMessage {
  return message;
}
