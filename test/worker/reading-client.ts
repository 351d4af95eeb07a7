/** A client of version 2 that reads short messages with the code of the page. */
import type { Auth, Message, Missed, ShortHead, ShortMessage } from "../../src/shared/contract/index.ts";
import { ShortMessages } from "../../src/web/core/messages/short-messages.ts";
import { type Received, SocketClient } from "./socket-client.ts";

export class ReadingClient {
  /** All new messages in the order they came, those that it missed while it was not visible included. */
  readonly messages: Message[] = [];
  readonly #shortMessages = new ShortMessages();

  private constructor(readonly socket: SocketClient) {
    for (const received of socket.received) this.#read(received);
    socket.onReceived = (received) => this.#read(received);
  }

  static async join(room: string, auth: Auth, headers: HeadersInit = {}): Promise<ReadingClient> {
    return new ReadingClient(await SocketClient.join(room, auth, headers));
  }

  /** Waits until it has read the message `seq`. */
  untilRead(seq: number): Promise<void> {
    return this.socket.until(() => this.messages.some((message) => message.seq === seq));
  }

  #read({ event, args }: Received): void {
    if (event === "welcome") this.#shortMessages.welcome(this.socket.welcome);
    if (event === "nonces") this.#shortMessages.addNonces(args[0] as [number, string][]);
    if (event === "messages") this.messages.push(...(args[0] as Message[]));
    if (event === "batch") this.#add(...(args as [ShortMessage[], ShortHead?]));
    if (event === "missed") {
      const { messages = [], head, next } = args[0] as Missed;
      if (messages.length > 0) this.#add(messages, head);
      if (next !== undefined) this.#add([], next);
    }
  }

  #add(short: ShortMessage[], head?: ShortHead): void {
    const messages = this.#shortMessages.read(short, head);
    if (messages === undefined) throw new Error(`a message without author or time: ${JSON.stringify(short)}`);
    this.messages.push(...messages);
  }
}
