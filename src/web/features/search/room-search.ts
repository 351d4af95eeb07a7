/** Searches the whole room while the user types: the latest query wins, and older messages load in pages. */
import { batch, signal } from "@preact/signals";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type { Message, SearchPage, SearchPayload } from "../../../shared/contract/message.ts";
import type { Clock } from "../../core/clock.ts";

/** The debounce, in milliseconds. */
const DEBOUNCE = 150;

/** How often a rate-limited search is retried before it fails. */
const MAX_RETRIES = 5;

/** How many pages without a match are loaded before the user is asked to continue. */
const MAX_EMPTY_PAGES = 5;

export type SearchState =
  | { kind: "idle" }
  | { kind: "searching" }
  | { kind: "done" }
  | { kind: "failed"; error: WireError };

export class RoomSearch {
  readonly state = signal<SearchState>({ kind: "idle" });
  /** The query that `found` belongs to. */
  readonly query = signal("");
  /** Newest first. */
  readonly found = signal<readonly Message[]>([]);
  /** Whether older messages can be searched. */
  readonly hasMore = signal(false);
  #cursor: string | undefined;
  #runId = 0;
  #cancel: (() => void) | undefined;

  /** @param ask requests a page from the room; a lost answer is a failure */
  constructor(
    private readonly ask: (payload: SearchPayload) => Promise<Ack<SearchPage>>,
    private readonly clock: Pick<Clock, "after">,
  ) {}

  /** Searches for `query` after the debounce. */
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

  /** Repeats a search that failed. */
  retry(query: string): Promise<void> {
    this.stop();
    return this.#search(query.trim());
  }

  /** Searches older messages. */
  async loadMore(): Promise<void> {
    if (this.#cursor === undefined || this.state.peek().kind === "searching") return;
    this.state.value = { kind: "searching" };
    await this.#load(++this.#runId, this.query.peek(), this.#cursor);
  }

  /** Cancels the running search. */
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
