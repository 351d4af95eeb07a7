/**
 * The outbox: what one has said and the room has not confirmed.
 *
 * Messages leave one at a time and in order, each under a nonce and an `after` that never change, so that a retry
 * after a lost acknowledgement finds the message stored the first time instead of storing it twice.
 */
import { computed, signal } from "@preact/signals";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type { SendPayload } from "../../../shared/contract/events.ts";
import { FILE_GONE } from "../../../shared/contract/files.ts";
import type { Attachment, Message } from "../../../shared/contract/message.ts";
import type { Clock } from "../clock.ts";
import { randomId } from "../random-id.ts";
import { lacksFiles, type PendingAttachment, type PendingMessage } from "./pending-message.ts";
import type { PendingStore } from "./pending-store.ts";
import { UploadFailure } from "./upload-error.ts";

/** What the outbox needs of the room. */
export interface OutgoingQueueSink {
  /** Whether a message could be sent now. */
  ready(): boolean;
  /** The newest `seq` seen. */
  received(): number;
  /** Sends and waits for the acknowledgement; rejects when it is lost or late. */
  send(payload: SendPayload): Promise<Ack<{ message: Message }>>;
  /** Looks for one's own message `nonce` in everything after `after`. */
  find(nonce: string, after: number): Promise<Message | undefined>;
  /** Takes the message as the room stored it. */
  settled(message: Message): void;
  /** What a message answers is not there any more, so it is sent as a message of its own. */
  replyGone(): void;
  /** An acknowledgement did not come in time. */
  unanswered(): void;
  /** The room wants nothing for so many milliseconds. */
  paused(ms: number): void;
}

/** Files of messages that wait. */
export interface PendingFiles {
  /** Has a file uploaded. Rejects with an {@link UploadFailure}. */
  bring(file: PendingAttachment): Promise<Attachment>;
  /** A file is not needed any more. */
  forget(key: string): void;
}

const RETRY_AFTER = 1_000;
/** How long to wait before a file is uploaded again, in milliseconds. */
const UPLOAD_AGAIN_AFTER = 3_000;

/** What somebody writes, before it is a message. */
export type WrittenMessage = Pick<PendingMessage, "text" | "replyTo" | "attachments">;

function payloadOf({
  nonce,
  text,
  after,
  replyTo,
  attachments,
}: PendingMessage & { after: number }): SendPayload {
  return {
    ...{ nonce, text, after },
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(attachments === undefined ? {} : { attachments: attachments.map(({ id }) => id) }),
  };
}

/** A refusal that is about one field begins with its name. */
const isAbout = (field: keyof SendPayload, { message }: WireError): boolean =>
  message.startsWith(`${field}:`);
function withoutRefusal({ refused: _, fileFailure: __, ...message }: PendingMessage): PendingMessage {
  return message;
}

export class OutgoingQueue {
  /** Oldest first, refused ones included. */
  readonly messages = signal<readonly PendingMessage[]>([]);
  /** How many are waiting to be sent. */
  readonly waiting = computed(() => this.messages.value.filter((message) => !message.refused).length);
  /** Whether something waits that the device could not keep: it would be lost with the page. */
  get atRisk(): boolean {
    return this.messages.peek().some(({ nonce }) => !this.store.keeps(nonce));
  }
  /** The nonces of all that this page has had in its outbox. */
  readonly #written = new Set<string>();
  /** Whether the message that is on its way has got no answer, and is sent again. */
  readonly silent = signal(false);
  #sending = false;
  #bringing = false;
  /** Messages whose files the room had forgotten, and were uploaded a second time. */
  readonly #broughtAgain = new Set<string>();
  /** Ends the wait for a room that wants nothing for a while. */
  #goOn: (() => void) | undefined;
  /** What waited from an earlier visit is here, and goes first. */
  readonly #loaded: Promise<void>;

  constructor(
    private readonly store: PendingStore,
    private readonly sink: OutgoingQueueSink,
    private readonly clock: Clock,
    private readonly files: PendingFiles,
  ) {
    this.#loaded = this.#load();
  }

  add(written: WrittenMessage): void {
    const message = { ...written, nonce: randomId(), at: this.clock.now() };
    this.store.write(message);
    this.#written.add(message.nonce);
    this.messages.value = [...this.messages.value, message];
    void this.flush();
  }

  /** Whether a message was sent from here, and not from another page or device of the same person. */
  wrote({ nonce }: Pick<Message, "nonce">): boolean {
    return nonce !== undefined && this.#written.has(nonce);
  }

  /** Tries a refused message again. */
  retry(nonce: string): void {
    const message = this.#find(nonce);
    if (message === undefined) return;
    this.#broughtAgain.delete(nonce);
    this.#replace(withoutRefusal(message));
    void this.flush();
  }

  /** Sends the words of a message whose files are not to be had. */
  sendWithoutFiles(nonce: string): void {
    const message = this.#find(nonce);
    if (message === undefined) return;
    const { attachments = [], ...words } = withoutRefusal(message);
    this.#replace(words);
    this.#forgetFiles(attachments);
    void this.flush();
  }

  /** Forgets a message. */
  discard(nonce: string): void {
    this.#forgetFiles(this.#find(nonce)?.attachments ?? []);
    this.store.remove(nonce);
    this.messages.value = this.messages.value.filter((message) => message.nonce !== nonce);
  }

  /** Forgets all messages: the room does not want them, now or later. */
  discardAll(): void {
    for (const { nonce } of this.messages.peek()) this.discard(nonce);
  }

  /** Drops what the room has stored, known from one's own messages coming back. */
  confirm(messages: readonly Message[]): void {
    for (const { nonce } of messages) {
      if (nonce !== undefined && this.#find(nonce) !== undefined) this.discard(nonce);
    }
  }

  /** Tries again what waits for a room that wanted nothing for a while: it may have changed its mind. */
  hurry(): void {
    this.#goOn?.();
  }

  /** Sends what waits, until nothing does or the connection is gone. */
  async flush(): Promise<void> {
    void this.#bringFiles();
    if (this.#sending) return;
    this.#sending = true;
    try {
      await this.#loaded;
      for (let next = this.#next(); next !== undefined; next = this.#next()) await this.#deliver(next);
    } finally {
      this.#sending = false;
    }
  }

  async #load(): Promise<void> {
    const waiting = await this.store.read();
    for (const { nonce } of waiting) this.#written.add(nonce);
    const known = new Set(this.messages.peek().map(({ nonce }) => nonce));
    this.messages.value = [...waiting.filter(({ nonce }) => !known.has(nonce)), ...this.messages.peek()];
  }

  #next(): PendingMessage | undefined {
    return this.#first((message) => !lacksFiles(message));
  }

  #first(which: (message: PendingMessage) => boolean): PendingMessage | undefined {
    if (!this.sink.ready()) return undefined;
    return this.messages.peek().find((message) => !message.refused && which(message));
  }

  /** Has the files of messages uploaded, one message at a time. Those without files do not wait for them. */
  async #bringFiles(): Promise<void> {
    if (this.#bringing) return;
    this.#bringing = true;
    try {
      await this.#loaded;
      for (let next = this.#first(lacksFiles); next !== undefined; next = this.#first(lacksFiles)) {
        await this.#bringFilesOf(next.nonce, next.attachments ?? []);
        void this.flush();
      }
    } finally {
      this.#bringing = false;
    }
  }

  async #bringFilesOf(nonce: string, attachments: readonly PendingAttachment[]): Promise<void> {
    const brought: PendingAttachment[] = [];
    for (const file of attachments) {
      try {
        const { key } = file;
        const attachment = file.id === "" ? await this.files.bring(file) : file;
        brought.push(key === undefined ? attachment : { ...attachment, key });
      } catch (error) {
        const failure = error instanceof UploadFailure ? error : new UploadFailure(String(error), "refused");
        if (failure.kind === "network") await this.#sleep(UPLOAD_AGAIN_AFTER);
        else this.#refuseFile(nonce, file.name, failure.reason);
        return;
      }
    }
    const message = this.#find(nonce);
    if (message?.attachments !== undefined) this.#replace({ ...message, attachments: brought });
  }

  #refuseFile(nonce: string, name: string, reason: string): void {
    const message = this.#find(nonce);
    if (message === undefined) return;
    const refused = { code: "invalid", message: reason } as const;
    this.#replace({ ...message, refused, fileFailure: { name, reason } });
  }

  #forgetFiles(attachments: readonly PendingAttachment[]): void {
    for (const { key } of attachments) if (key !== undefined) this.files.forget(key);
  }

  #sleep(delay: number): Promise<void> {
    return new Promise((resolve) => void this.clock.after(delay, resolve));
  }

  /** One tab sends at a time, and what another tab has sent meanwhile is not sent again. */
  #deliver({ nonce }: PendingMessage): Promise<void> {
    return this.store.exclusively(async () => {
      const known = this.#find(nonce);
      const latest = known && (await this.store.latest(known));
      if (this.#find(nonce) === undefined) return;
      if (latest === undefined) this.discard(nonce);
      else if (this.sink.ready()) await this.#send(latest);
    });
  }

  async #send(message: PendingMessage): Promise<void> {
    const { after = this.sink.received() } = message;
    if (message.after === undefined) this.#replace({ ...message, after });
    const { nonce } = message;
    const answer = await this.sink.send(payloadOf({ ...message, after })).catch(() => undefined);
    // A lost acknowledgement leaves the message where it is: the next attempt carries the same nonce.
    this.silent.value = answer === undefined && this.sink.ready();
    if (this.silent.peek()) this.sink.unanswered();
    if (answer === undefined || this.#find(nonce) === undefined) return;
    if (answer.ok) return this.sink.settled(answer.message);
    if (answer.error.code === "rate_limited") {
      const { retryAfter = RETRY_AFTER } = answer.error;
      this.sink.paused(retryAfter);
      return this.#wait(retryAfter);
    }
    if (answer.error.code === "stale") return this.#resume({ ...message, after });
    const { replyTo, ...plain } = message;
    if (replyTo !== undefined && isAbout("replyTo", answer.error)) {
      this.#replace({ ...plain, after });
      return this.sink.replyGone();
    }
    const { attachments = [] } = message;
    const isKept = attachments.every(({ key }) => key !== undefined);
    if (answer.error.message === FILE_GONE && isKept && !this.#broughtAgain.has(nonce)) {
      this.#broughtAgain.add(nonce);
      const again = attachments.map((file) => ({ ...file, id: "", path: "" }));
      this.#replace({ ...message, after, attachments: again });
      void this.#bringFiles();
      return;
    }
    this.#replace({ ...message, after, refused: answer.error });
  }

  /** The room is too far ahead to know whether it has the message, so the page looks for itself. */
  async #resume(message: PendingMessage & { after: number }): Promise<void> {
    try {
      const stored = await this.sink.find(message.nonce, message.after);
      if (stored !== undefined) this.sink.settled(stored);
      else this.#replace({ ...message, after: this.sink.received() });
    } catch {
      await this.#wait(RETRY_AFTER);
    }
  }

  #wait(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(delay, resolve);
      this.#goOn = () => {
        cancel();
        resolve();
      };
    });
  }

  #find(nonce: string): PendingMessage | undefined {
    return this.messages.peek().find((message) => message.nonce === nonce);
  }

  #replace(message: PendingMessage): void {
    if (this.#find(message.nonce) === undefined) return;
    this.store.write(message);
    this.messages.value = this.messages
      .peek()
      .map((other) => (other.nonce === message.nonce ? message : other));
  }
}
