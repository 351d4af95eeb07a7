/**
 * The members of a room too full to list them all: pages by name that load as the user scrolls, or the members with a name
 * that the user types.
 *
 * Presence changes no page by itself. Now and then the pages in view are loaded again, each from where the one before it
 * now ends; the others load when they come into view.
 */
import { batch, computed, signal } from "@preact/signals";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type { MembersPage, MembersPayload } from "../../../shared/contract/events.ts";
import type { Member } from "../../../shared/contract/message.ts";
import type { Clock } from "../clock.ts";

interface Page {
  members: readonly Member[];
  /** The cursor of the page after it. */
  next: string | undefined;
  /** Whether presence has changed since it was loaded. */
  stale: boolean;
}

/** Which of {@link MemberPages.members} are in view: from `start` up to `end`. */
export interface MembersView {
  start: number;
  end: number;
}

/** How long to wait for the next letter of a name, in milliseconds. */
const TYPING_PAUSE = 150;

/** How many rows before the end of the list the next page is loaded. */
const PRELOAD_ROWS = 40;

/** How long the pages in view may be stale, in milliseconds: at least, and for each member of the room. */
const MIN_STALE_TIME = 5_000;
const STALE_TIME_PER_MEMBER = 10;

export class MemberPages {
  readonly #pages = signal<readonly Page[]>([]);
  /** In the order of the room. A member who changed their name meanwhile is there once. */
  readonly members = computed(() => {
    const byId = new Map<string, Member>();
    for (const { members } of this.#pages.value)
      for (const member of members) if (!byId.has(member.id)) byId.set(member.id, member);
    return [...byId.values()];
  });
  /** Whether there are, or may be, more than {@link members}. */
  readonly hasMore = computed(() => {
    const last = this.#pages.value.at(-1);
    return last === undefined || last.next !== undefined;
  });
  /** The name that {@link members} were searched by; empty for all members. */
  readonly query = signal("");
  readonly loading = signal(false);
  /** The error of the last request. Nothing is requested until {@link retry}. */
  readonly problem = signal<WireError | undefined>(undefined);
  #wanted = "";
  /** Whether {@link members} are those of the current search. */
  #isCurrent = false;
  #view: MembersView | undefined;
  #wantsMore = false;
  /** The number of the latest request; other answers are ignored. */
  #run = 0;
  #cancelPause: (() => void) | undefined;
  #cancelRefresh: (() => void) | undefined;

  /**
   * @param request loads a page from the room; a lost answer is a failure like any other
   * @param isReady whether there is a connection, and the page is visible
   */
  constructor(
    private readonly request: (payload: MembersPayload) => Promise<Ack<MembersPage>>,
    private readonly clock: Pick<Clock, "after">,
    private readonly isReady: () => boolean,
  ) {}

  /** Searches members by name, after a short pause in typing; an empty query finds all. */
  search(query: string): void {
    const wanted = query.trim();
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#isCurrent = false;
    this.#cancel();
    this.#pause(TYPING_PAUSE);
  }

  /** Sets which members are in view; undefined when the list is hidden. */
  setView(view: MembersView | undefined): void {
    this.#view = view;
    void this.#loadNext();
  }

  /** Loads the next page, in view or not. */
  loadMore(): void {
    this.#wantsMore = true;
    this.retry();
  }

  /** Retries after an error. */
  retry(): void {
    this.problem.value = undefined;
    void this.#loadNext();
  }

  /** To be called when members came or left; `count` are online now. */
  presenceChanged(count: number): void {
    this.#markStale();
    if (!this.#isCurrent) void this.#loadNext();
    if (this.#cancelRefresh !== undefined) return;
    // All clients are told at once and must not request at once: together they make 100 to 200 requests a second.
    const wait = Math.max(MIN_STALE_TIME, count * STALE_TIME_PER_MEMBER) * (1 - Math.random() / 2);
    this.#cancelRefresh = this.clock.after(wait, () => {
      this.#cancelRefresh = undefined;
      void this.#loadNext();
    });
  }

  /** To be called with every welcome: reloads what may have changed meanwhile. */
  refresh(): void {
    this.#cancel();
    this.#markStale();
    void this.#loadNext();
  }

  /** To be called when the room lists all members again. */
  clear(): void {
    this.#cancel();
    this.#cancelRefresh?.();
    this.#cancelRefresh = undefined;
    this.#isCurrent = false;
    this.#pages.value = [];
  }

  /** To be called when {@link isReady} may have changed. */
  update(): void {
    void this.#loadNext();
  }

  #pause(ms: number): void {
    this.#cancelPause?.();
    this.#cancelPause = this.clock.after(ms, () => {
      this.#cancelPause = undefined;
      void this.#loadNext();
    });
  }

  #markStale(): void {
    this.#pages.value = this.#pages.peek().map((page) => ({ ...page, stale: true }));
  }

  /** Ignores the answer to the current request, and clears the error. */
  #cancel(): void {
    this.#run++;
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.loading.value = false;
    this.problem.value = undefined;
  }

  async #loadNext(): Promise<void> {
    if (this.loading.peek() || this.problem.peek() !== undefined || this.#cancelPause !== undefined) return;
    const index = this.#view === undefined || !this.isReady() ? undefined : this.#missing(this.#view);
    if (index === undefined) return;
    const run = ++this.#run;
    const query = this.#wanted;
    const cursor = index === 0 ? undefined : this.#pages.peek()[index - 1]?.next;
    this.loading.value = true;
    const answer = await this.request({ ...(query && { query }), ...(cursor && { cursor }) });
    if (run !== this.#run) return;
    this.loading.value = false;
    if (answer.ok) this.#setPage(index, answer);
    else if (answer.error.retryAfter === undefined) this.problem.value = answer.error;
    else this.#pause(answer.error.retryAfter);
    void this.#loadNext();
  }

  /** The index of the first page in view that is missing or stale. */
  #missing({ start, end }: MembersView): number | undefined {
    if (!this.#isCurrent) return 0;
    const pages = this.#pages.peek();
    let row = 0;
    for (const [index, { members, stale }] of pages.entries()) {
      if (stale && row <= end && row + members.length >= start) return index;
      row += members.length;
    }
    const wanted = this.#wantsMore || end + PRELOAD_ROWS >= row;
    return wanted && this.hasMore.peek() ? pages.length : undefined;
  }

  #setPage(index: number, { members, cursor: next }: MembersPage): void {
    const page = { members, next, stale: false };
    if (!this.#isCurrent) {
      this.#isCurrent = true;
      batch(() => {
        this.#pages.value = [page];
        this.query.value = this.#wanted;
      });
      return;
    }
    const pages = this.#pages.peek();
    if (index === pages.length) this.#wantsMore = false;
    // If it ends elsewhere than before, the next page no longer starts there.
    const moved = pages[index]?.next !== next;
    const after = pages
      .slice(index + 1)
      .map((later, at) => (moved && at === 0 ? { ...later, stale: true } : later));
    this.#pages.value = [...pages.slice(0, index), page, ...(next === undefined ? [] : after)];
  }
}
