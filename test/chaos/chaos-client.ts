/**
 * A client that chats through all failures: it keeps a message until it is acknowledged, sends it again
 * with the same nonce after every reconnect, resumes from the last message it received, and reads gaps.
 */
import { io, type Socket } from "socket.io-client";
import type {
  ClientToServerEvents,
  Message,
  Missed,
  ServerToClientEvents,
  ShortHead,
  ShortMessage,
  Welcome,
} from "../../src/shared/contract/index.ts";
import { ShortMessages } from "../../src/web/core/messages/short-messages.ts";

/** How long a client waits for an acknowledgement before it sends its message again, in milliseconds. */
const ACK_TIMEOUT = 3_000;

/** An unacknowledged message. */
interface PendingMessage {
  nonce: string;
  text: string;
  after: number;
}

export interface ChaosClientOptions {
  url: string;
  room: string;
  name: string;
  transport: "websocket" | "polling";
  /** Of the events: from 2 on it gets messages in short form. */
  version: 1 | 2;
  /** Whether it says after each welcome that its window is hidden. */
  isHidden: boolean;
}

export class ChaosClient {
  readonly name: string;
  readonly room: string;
  readonly isHidden: boolean;
  /** All messages that it received, in order. */
  readonly received: Message[] = [];
  /** All nonces that it used, with their texts. */
  readonly sent = new Map<string, string>();
  /** The acknowledged `seq` by nonce. */
  readonly acknowledged = new Map<string, number>();
  /** Descriptions of errors. */
  readonly errors: string[] = [];
  /** Whether it is connected and welcome. */
  isPresent = false;
  welcomes = 0;
  /** How many messages it received while it was hidden, or when it was visible again. */
  missed = 0;
  readonly #shortMessages = new ShortMessages();
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly #pending: PendingMessage[] = [];
  #token: string | undefined;
  #round: symbol | undefined;
  #closed = false;
  #catchUp = Promise.resolve();

  constructor({ url, room, name, transport, version, isHidden }: ChaosClientOptions) {
    this.name = name;
    this.room = room;
    this.isHidden = isHidden;
    this.#socket = io(url, {
      path: `/rooms/${room}/socket.io/`,
      transports: [transport],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 400,
      auth: (send) => send({ name, token: this.#token, lastSeq: this.lastSeq, v: version }),
    });
    this.#socket.on("welcome", (welcome) => {
      this.isPresent = true;
      this.#enqueue(() => this.#onWelcome(welcome));
    });
    this.#socket.on("messages", (messages) => this.#enqueue(() => this.#receive(messages)));
    this.#socket.on("batch", (short, head) => this.#enqueue(() => this.#receiveShort(short, head)));
    this.#socket.on("missed", (missed) => this.#enqueue(() => this.#onMissed(missed)));
    this.#socket.on("disconnect", () => {
      this.isPresent = false;
    });
    this.#socket.on("connect_error", (error) => {
      if ("data" in error) this.errors.push(`rejected: ${error.message}`);
    });
  }

  get lastSeq(): number | undefined {
    return this.received.at(-1)?.seq;
  }

  get pending(): number {
    return this.#pending.length;
  }

  /** Sends a message, now or after the next connect. */
  send(text: string): void {
    const nonce = crypto.randomUUID();
    this.sent.set(nonce, text);
    this.#pending.push({ nonce, text, after: this.lastSeq ?? 0 });
    void this.#send();
  }

  /** Says whether its window is visible, if it is connected. */
  setVisible(visible: boolean): void {
    if (this.#socket.connected) this.#socket.emit("presence:set", { idle: false, visible }, () => {});
  }

  /** Reconnects after a disconnection that the client does not retry by itself. */
  reconnect(): void {
    if (!this.#socket.active) this.#socket.connect();
    void this.#send();
  }

  leave(): void {
    this.#closed = true;
    this.#socket.disconnect();
  }

  /** Processes batches of messages one after the other, also while it reads a gap. */
  #enqueue(step: () => void | Promise<void>): void {
    this.#catchUp = this.#catchUp.then(step).catch((error: unknown) => {
      this.errors.push(String(error));
    });
  }

  async #onWelcome(welcome: Welcome): Promise<void> {
    const { you, messages, gap, lastSeq } = welcome;
    this.welcomes++;
    this.#shortMessages.welcome(welcome);
    if (this.isHidden) this.setVisible(false);
    this.#token = you.token ?? this.#token;
    if (gap) await this.#readGap(messages[0]?.seq ?? lastSeq);
    this.#receive(messages);
    this.#round = undefined;
    void this.#send();
  }

  /** Reads, page by page, the messages between the last one it received and `until`. */
  async #readGap(until: number): Promise<void> {
    for (;;) {
      const after = this.lastSeq ?? 0;
      if (after >= until - 1) return;
      const answer = await this.#socket
        .timeout(ACK_TIMEOUT)
        .emitWithAck("history:get", { after, limit: 100 });
      if (!answer.ok) throw new Error(answer.error.code);
      this.#receive(answer.messages);
      if (answer.messages.length === 0) return;
    }
  }

  #receiveShort(short: readonly ShortMessage[], head?: ShortHead): void {
    const messages = this.#shortMessages.read(short, head);
    if (messages === undefined) this.errors.push(`${short[0]?.[0]} came without its author or time`);
    else this.#receive(messages);
  }

  #onMissed({ messages = [], head, next }: Missed): void {
    this.missed += messages.length;
    if (messages.length > 0) this.#receiveShort(messages, head);
    if (next !== undefined) this.#receiveShort([], next);
  }

  #receive(messages: readonly Message[]): void {
    for (const message of messages) {
      const last = this.lastSeq ?? message.seq - 1;
      if (message.seq <= last) continue;
      if (message.seq !== last + 1) this.errors.push(`${message.seq} came after ${last}`);
      this.received.push(message);
    }
  }

  /** Sends unacknowledged messages one by one. A welcome starts a new round, and results of earlier rounds are ignored. */
  async #send(): Promise<void> {
    if (this.#round !== undefined || !this.#socket.connected || this.#token === undefined) return;
    const round = Symbol("round");
    this.#round = round;
    try {
      for (let next = this.#pending[0]; next !== undefined; next = this.#pending[0]) {
        const answer = await this.#socket.timeout(ACK_TIMEOUT).emitWithAck("message:send", next);
        if (!answer.ok) throw new Error(answer.error.code);
        this.#acknowledge(next, answer.message.seq);
        if (this.#round !== round) return;
      }
    } catch {
      // The acknowledgement is lost: the same nonce is sent again after the next welcome, or after the timeout.
      if (!this.#closed) setTimeout(() => void this.#send(), 100);
    } finally {
      if (this.#round === round) this.#round = undefined;
    }
  }

  #acknowledge(message: PendingMessage, seq: number): void {
    const earlier = this.acknowledged.get(message.nonce);
    if (earlier !== undefined && earlier !== seq)
      this.errors.push(`acknowledged as ${earlier} and as ${seq}`);
    this.acknowledged.set(message.nonce, seq);
    const index = this.#pending.indexOf(message);
    if (index !== -1) this.#pending.splice(index, 1);
  }
}
