/** A search through the whole room while it is typed: the latest words win, and what is further back comes in pages. */
import { batch, signal } from "@preact/signals";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type { SearchPage, SearchPayload } from "../../../shared/contract/events.ts";
import type { Message } from "../../../shared/contract/message.ts";
import type { Clock } from "../../core/clock.ts";

/** How long to wait for the next letter, in milliseconds. */
const PAUSE = 150;

/** How often it waits for its turn, where many people search at once, before that is a failure. */
const PATIENCE = 5;

/** How many pages without anything found are asked for before the searcher is asked whether to go on. */
const EMPTY_PAGES = 5;

export type SearchState =
  | { kind: "idle" }
  | { kind: "searching" }
  | { kind: "done" }
  | { kind: "failed"; error: WireError };

export class RoomSearch {
  readonly state = signal<SearchState>({ kind: "idle" });
  /** The words that `found` belongs to. */
  readonly query = signal("");
  /** The newest first. */
  readonly found = signal<readonly Message[]>([]);
  /** Whether there is more to look through. */
  readonly hasMore = signal(false);
  #cursor: string | undefined;
  #run = 0;
  #cancel: (() => void) | undefined;

  /** @param ask gets a page from the room; a lost answer is a failure like any other */
  constructor(
    private readonly ask: (payload: SearchPayload) => Promise<Ack<SearchPage>>,
    private readonly clock: Pick<Clock, "after">,
  ) {}

  /** Searches for `query`, once no letter has followed for a moment. */
  type(query: string): void {
    this.stop();
    const trimmed = query.trim();
    if (trimmed === "") {
      batch(() => {
        this.#show(trimmed, []);
        this.state.value = { kind: "idle" };
      });
      return;
    }
    this.state.value = { kind: "searching" };
    this.#cancel = this.clock.after(PAUSE, () => void this.#search(trimmed));
  }

  /** Searches again for what failed. */
  again(query: string): Promise<void> {
    this.stop();
    return this.#search(query.trim());
  }

  /** Looks further back. */
  async more(): Promise<void> {
    if (this.#cursor === undefined || this.state.peek().kind === "searching") return;
    this.state.value = { kind: "searching" };
    await this.#read(++this.#run, this.query.peek(), this.#cursor);
  }

  /** Whatever is on its way is not wanted any more. */
  stop(): void {
    this.#cancel?.();
    this.#run++;
  }

  async #search(query: string): Promise<void> {
    const run = ++this.#run;
    this.state.value = { kind: "searching" };
    await this.#read(run, query);
  }

  async #read(run: number, query: string, start?: string): Promise<void> {
    let cursor = start;
    let waits = 0;
    for (let page = 1; ; page++) {
      const answer = await this.ask(cursor === undefined ? { query } : { query, cursor });
      if (run !== this.#run) return;
      if (!answer.ok && answer.error.code === "rate_limited" && waits < PATIENCE) {
        waits++;
        await new Promise<void>((resolve) => this.clock.after(answer.error.retryAfter ?? PAUSE, resolve));
        if (run !== this.#run) return;
        continue;
      }
      if (!answer.ok) {
        this.state.value = { kind: "failed", error: answer.error };
        return;
      }
      cursor = answer.cursor;
      if (answer.messages.length === 0 && cursor !== undefined && page < EMPTY_PAGES) continue;
      batch(() => {
        this.#show(
          query,
          start === undefined ? answer.messages : [...this.found.peek(), ...answer.messages],
          cursor,
        );
        this.state.value = { kind: "done" };
      });
      return;
    }
  }

  #show(query: string, found: readonly Message[], cursor?: string): void {
    this.query.value = query;
    this.found.value = found;
    this.hasMore.value = cursor !== undefined;
    this.#cursor = cursor;
  }
}
