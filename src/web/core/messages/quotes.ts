/** The messages that others answer: those on the page, and the rest asked for one after the other, as they are needed. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import type { HistoryPage, HistoryPayload } from "../../../shared/contract/events.ts";
import type { Message } from "../../../shared/contract/message.ts";

/** A message; "gone" where the room has none; undefined while nobody knows. */
export type Quoted = Message | "gone" | undefined;

/** How many that are not on the page are remembered. */
const MAX_FETCHED = 500;

export class Quotes {
  readonly #fetched = signal<ReadonlyMap<number, Message | "gone">>(new Map());
  readonly #wanted = new Set<number>();
  #fetching = false;

  /** @param request gets a page from the room; a lost answer is a failure like any other */
  constructor(
    private readonly shown: readonly ReadonlySignal<readonly Message[]>[],
    private readonly request: (payload: HistoryPayload) => Promise<Ack<HistoryPage>>,
  ) {}

  /** The message `seq`. Whoever reads it while rendering renders again once it is known, and when it changes. */
  find(seq: number): Quoted {
    const found = this.known(seq);
    if (found === undefined) {
      this.#wanted.add(seq);
      void this.#fetch();
    }
    return found;
  }

  /** The same, as far as it is known: nothing is asked for. */
  known(seq: number): Quoted {
    for (const { value: messages } of this.shown) {
      const at = findBySeq(messages, seq);
      if (at !== undefined) return at;
    }
    return this.#fetched.value.get(seq);
  }

  /** Takes messages as they now stand. */
  change(messages: readonly Message[]): void {
    const known = messages.filter(({ seq }) => this.#fetched.peek().has(seq));
    if (known.length > 0) this.#add(known.map((message) => [message.seq, message]));
  }

  /** Forgets all that is not on the page: it may have changed unheard. */
  clear(): void {
    this.#fetched.value = new Map();
  }

  async #fetch(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    // What is rendered together is asked for in one go, and not while it is being rendered.
    await Promise.resolve();
    for (const seq of this.#wanted) {
      this.#wanted.delete(seq);
      if (this.known(seq) !== undefined) continue;
      const answer = await this.request({ around: seq, limit: 1 });
      // Without a connection there is no answer: the next render asks again.
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

/** A message among others that ascend by `seq`. */
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
