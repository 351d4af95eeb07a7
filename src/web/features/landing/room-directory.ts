/** The list of public rooms on the landing page, with the pages that are loaded. */
import { signal } from "@preact/signals";
import type { DirectoryPage, ListedRoom } from "../../../shared/contract/directory.ts";
import type { Ack } from "../../../shared/contract/errors.ts";
import { PUBLIC_ROOMS_SHOWN } from "../../../shared/contract/page-preview.ts";
import { limits } from "../../core/limits.ts";

/** How long the directory may take to answer, in milliseconds. */
const TIMEOUT = 15_000;

export class RoomDirectory {
  /** Undefined until the directory has answered. */
  readonly rooms = signal<readonly ListedRoom[] | undefined>(undefined);
  readonly hasMore = signal(false);
  /** Whether the last request failed. */
  readonly failed = signal(false);
  /** The search text; it matches names, titles and topics. */
  readonly query = signal("");
  #cursor: string | undefined;
  /** The number of the last request: answers to earlier ones are ignored. */
  #lastRequest = 0;
  #isLoading = false;

  /** @param first the first page, if it is in the page's HTML */
  constructor(first: DirectoryPage | undefined) {
    if (first !== undefined) this.#show(first.rooms, first.cursor);
  }

  /** Starts a search. */
  search(query: string): Promise<void> {
    this.query.value = query;
    return this.#load(PUBLIC_ROOMS_SHOWN);
  }

  /** Reloads as many rooms as are shown, unless a request is pending: its answer would be ignored, and on a slow network every one. */
  async refresh(): Promise<void> {
    if (this.#isLoading) return;
    const shown = this.rooms.peek()?.length ?? 0;
    await this.#load(Math.min(Math.max(PUBLIC_ROOMS_SHOWN, shown), limits.peek().directoryPage));
  }

  async loadMore(): Promise<void> {
    const page = await this.#request(PUBLIC_ROOMS_SHOWN, this.#cursor);
    if (page === undefined) return;
    const shown = this.rooms.peek() ?? [];
    const known = new Set(shown.map(({ name }) => name));
    this.#show([...shown, ...page.rooms.filter(({ name }) => !known.has(name))], page.cursor);
  }

  async #load(limit: number): Promise<void> {
    const page = await this.#request(limit);
    if (page === undefined) return;
    // Rooms beyond the largest page stay as they were loaded.
    const fresh = new Set(page.rooms.map(({ name }) => name));
    const further = (this.rooms.peek() ?? [])
      .slice(limits.peek().directoryPage)
      .filter(({ name }) => !fresh.has(name));
    if (limit === limits.peek().directoryPage && further.length > 0)
      this.#show([...page.rooms, ...further], this.#cursor);
    else this.#show(page.rooms, page.cursor);
  }

  #show(rooms: readonly ListedRoom[], cursor: string | undefined): void {
    this.rooms.value = rooms;
    this.#cursor = cursor;
    this.hasMore.value = cursor !== undefined;
  }

  /** @returns undefined if the request failed, or a later one was sent */
  async #request(limit: number, cursor?: string): Promise<DirectoryPage | undefined> {
    const request = ++this.#lastRequest;
    const query = this.query.peek().trim();
    const parameters = new URLSearchParams({
      limit: String(limit),
      ...(query === "" ? {} : { query }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    this.#isLoading = true;
    const page = await fetchPage(parameters);
    if (request !== this.#lastRequest) return undefined;
    this.#isLoading = false;
    this.failed.value = page === undefined;
    return page;
  }
}

async function fetchPage(parameters: URLSearchParams): Promise<DirectoryPage | undefined> {
  try {
    const response = await fetch(`/api/rooms?${parameters}`, { signal: AbortSignal.timeout(TIMEOUT) });
    const answer = (await response.json()) as Ack<DirectoryPage>;
    return answer.ok ? answer : undefined;
  } catch {
    return undefined;
  }
}
