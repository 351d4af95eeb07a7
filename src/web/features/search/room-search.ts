/** A search through the whole room while it is typed: the latest words win, and what is further back comes in pages. */
import { batch, signal } from "@preact/signals";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type { SearchPage, SearchPayload } from "../../../shared/contract/events.ts";
import type { Message } from "../../../shared/contract/message.ts";
import type { Clock } from "../../core/clock.ts";

/** How long to wait for the next letter, in milliseconds. */
const DEBOUNCE = 150;

/** How often it waits for its turn, where many people search at once, before that is a failure. */
const MAX_RETRIES = 5;

/** How many pages without anything found are asked for before the searcher is asked whether to go on. */
const MAX_EMPTY_PAGES = 5;

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
  #runId = 0;
  #cancel: (() => void) | undefined;

  /** @param ask gets a page from the room; a lost answer is a failure like any other */
  constructor(
    private readonly ask: (payload: SearchPayload) => Promise<Ack<SearchPage>>,
    private readonly clock: Pick<Clock, "after">,
  ) {}

  /** Searches for `query`, once no letter has followed for a moment. */
  searchSoon(query: string): void {
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
    this.#cancel = this.clock.after(DEBOUNCE, () => void this.#search(trimmed));
  }

  /** Searches again for what failed. */
  retry(query: string): Promise<void> {
    this.stop();
    return this.#search(query.trim());
  }

  /** Looks further back. */
  async loadMore(): Promise<void> {
    if (this.#cursor === undefined || this.state.peek().kind === "searching") return;
    this.state.value = { kind: "searching" };
    await this.#load(++this.#runId, this.query.peek(), this.#cursor);
  }

  /** Whatever is on its way is not wanted any more. */
  stop(): void {
    this.#cancel?.();
    this.#runId++;
  }

  async #search(query: string): Promise<void> {
    const run = ++this.#runId;
    this.state.value = { kind: "searching" };
    await this.#load(run, query);
  }

  async #load(run: number, query: string, start?: string): Promise<void> {
    let cursor = start;
    let retries = 0;
    for (let page = 1; ; page++) {
      const answer = await this.ask(cursor === undefined ? { query } : { query, cursor });
      if (run !== this.#runId) return;
      if (!answer.ok && answer.error.code === "rate_limited" && retries < MAX_RETRIES) {
        retries++;
        await new Promise<void>((resolve) => this.clock.after(answer.error.retryAfter ?? DEBOUNCE, resolve));
        if (run !== this.#runId) return;
        continue;
      }
      if (!answer.ok) {
        this.state.value = { kind: "failed", error: answer.error };
        return;
      }
      cursor = answer.cursor;
      if (answer.messages.length === 0 && cursor !== undefined && page < MAX_EMPTY_PAGES) continue;
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
