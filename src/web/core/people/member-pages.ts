/**
 * The people of a room too full to name them all: pages of them by name, asked for as somebody looks further down, or only
 * those with a name that was typed.
 *
 * Who comes and goes changes no page by itself. Now and then the pages in view are asked for again, each from where the
 * one before it now ends; the others wait until they are in view.
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
  /** Whether people came or went since. */
  stale: boolean;
}

/** Which of {@link MemberPages.members} are in view: from one place up to another. */
export interface MembersView {
  start: number;
  end: number;
}

/** How long to wait for the next letter, in milliseconds. */
const TYPING_PAUSE = 150;

/** How many rows before its end is in view the next page is asked for. */
const PRELOAD_ROWS = 40;

/** How long what is in view may be out of date, in milliseconds: at least, and for each person in the room. */
const MIN_STALE_TIME = 5_000;
const STALE_TIME_PER_MEMBER = 10;

export class MemberPages {
  readonly #pages = signal<readonly Page[]>([]);
  /** In the room's order. Somebody who took another name meanwhile is there once. */
  readonly members = computed(() => {
    const byId = new Map<string, Member>();
    for (const { members } of this.#pages.value)
      for (const member of members) if (!byId.has(member.id)) byId.set(member.id, member);
    return [...byId.values()];
  });
  /** Whether there are more than {@link members}, or may be. */
  readonly hasMore = computed(() => {
    const last = this.#pages.value.at(-1);
    return last === undefined || last.next !== undefined;
  });
  /** The name that {@link members} were found by; empty for everybody. */
  readonly query = signal("");
  readonly loading = signal(false);
  /** Why the room did not answer the last time. Nothing is asked until {@link retry}. */
  readonly problem = signal<WireError | undefined>(undefined);
  #wanted = "";
  /** Whether {@link members} are those wanted, and not those of a name before. */
  #isCurrent = false;
  #view: MembersView | undefined;
  #wantsMore = false;
  /** The request whose answer counts. */
  #run = 0;
  #cancelPause: (() => void) | undefined;
  #cancelRefresh: (() => void) | undefined;

  /**
   * @param request gets a page from the room; a lost answer is a failure like any other
   * @param isReady whether the room can be asked, and somebody is there to look
   */
  constructor(
    private readonly request: (payload: MembersPayload) => Promise<Ack<MembersPage>>,
    private readonly clock: Pick<Clock, "after">,
    private readonly isReady: () => boolean,
  ) {}

  /** Looks for people by name, once no letter has followed for a moment; for everybody when it is empty. */
  search(query: string): void {
    const wanted = query.trim();
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#isCurrent = false;
    this.#cancel();
    this.#pause(TYPING_PAUSE);
  }

  /** Tells what is in view; undefined when nobody looks any more. */
  setView(view: MembersView | undefined): void {
    this.#view = view;
    void this.#loadNext();
  }

  /** Asks for the next page, in view or not. */
  loadMore(): void {
    this.#wantsMore = true;
    this.retry();
  }

  /** Asks again for what failed. */
  retry(): void {
    this.problem.value = undefined;
    void this.#loadNext();
  }

  /** Somebody came or went, and `count` people are here now. */
  presenceChanged(count: number): void {
    this.#markStale();
    if (!this.#isCurrent) void this.#loadNext();
    if (this.#cancelRefresh !== undefined) return;
    // Everybody in the room hears of it at once, and must not ask at once: together they ask 100 to 200 times a second.
    const wait = Math.max(MIN_STALE_TIME, count * STALE_TIME_PER_MEMBER) * (1 - Math.random() / 2);
    this.#cancelRefresh = this.clock.after(wait, () => {
      this.#cancelRefresh = undefined;
      void this.#loadNext();
    });
  }

  /** To be called with every welcome: whatever was missed meanwhile is asked for. */
  refresh(): void {
    this.#cancel();
    this.#markStale();
    void this.#loadNext();
  }

  /** To be called when the room names everybody by itself. */
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

  /** The answer under way is not waited for, and what went wrong is forgotten. */
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

  /** The place of the first page that is missing where somebody looks, or out of date. */
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
    // Where it ends elsewhere than before, the page after it no longer begins there.
    const moved = pages[index]?.next !== next;
    const after = pages
      .slice(index + 1)
      .map((one, at) => (moved && at === 0 ? { ...one, stale: true } : one));
    this.#pages.value = [...pages.slice(0, index), page, ...(next === undefined ? [] : after)];
  }
}
