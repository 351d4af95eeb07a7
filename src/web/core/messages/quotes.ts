/** The messages that others reply to: those on the page, and others that are loaded when they are needed. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import type { HistoryPage, HistoryPayload, Message } from "../../../shared/contract/message.ts";

/** "gone" if the room does not have the message (any more); undefined until that is known. */
export type Quoted = Message | "gone" | undefined;

/** How many messages from elsewhere are cached. */
const MAX_FETCHED = 500;

export class Quotes {
  readonly #fetched = signal<ReadonlyMap<number, Message | "gone">>(new Map());
  readonly #wanted = new Set<number>();
  #fetching = false;

  /** @param request loads a page from the room; a lost answer is a failure like any other */
  constructor(
    private readonly shown: readonly ReadonlySignal<readonly Message[]>[],
    private readonly request: (payload: HistoryPayload) => Promise<Ack<HistoryPage>>,
  ) {}

  /** The message `seq`, which is loaded if needed. A component that reads it renders again when it is known or changes. */
  find(seq: number): Quoted {
    const found = this.known(seq);
    if (found === undefined) {
      this.#wanted.add(seq);
      void this.#fetch();
    }
    return found;
  }

  /** The message `seq` if it is known. Loads nothing. */
  known(seq: number): Quoted {
    for (const { value: messages } of this.shown) {
      const at = findBySeq(messages, seq);
      if (at !== undefined) return at;
    }
    return this.#fetched.value.get(seq);
  }

  /** Takes changed messages. */
  change(messages: readonly Message[]): void {
    const known = messages.filter(({ seq }) => this.#fetched.peek().has(seq));
    if (known.length > 0) this.#add(known.map((message) => [message.seq, message]));
  }

  /** Clears the cache: the messages may have changed while the page was disconnected. */
  clear(): void {
    this.#fetched.value = new Map();
  }

  async #fetch(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    // Collects what one render needs, and does not request during the render.
    await Promise.resolve();
    for (const seq of this.#wanted) {
      this.#wanted.delete(seq);
      if (this.known(seq) !== undefined) continue;
      const answer = await this.request({ around: seq, limit: 1 });
      // Without a connection there is no answer: the next render requests it again.
      if (!answer.ok) break;
      this.#add([[seq, answer.messages.find((message) => message.seq === seq) ?? "gone"]]);
    }
    this.#wanted.clear();
    this.#fetching = false;
  }

  #add(found: readonly (readonly [number, Message | "gone"])[]): void {
    const kept = [...this.#fetched.peek(), ...found];
    this.#fetched.value = new Map(kept.slice(-MAX_FETCHED));
  }
}

/** Whether a message replies to a message of the person `id`, as far as that is known. */
export function isReplyTo(quotes: Quotes, { replyTo }: Pick<Message, "replyTo">, id: string): boolean {
  const quoted = replyTo === undefined ? undefined : quotes.known(replyTo);
  return quoted !== undefined && quoted !== "gone" && quoted.from.id === id;
}

/** @param messages ascending by `seq` */
function findBySeq(messages: readonly Message[], seq: number): Message | undefined {
  let low = 0;
  let high = messages.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const message = messages[middle] as Message;
    if (message.seq === seq) return message;
    if (message.seq < seq) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
