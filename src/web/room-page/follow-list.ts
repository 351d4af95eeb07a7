/**
 * Where the message list is scrolled to, and what keeps it there.
 *
 * At its end the list follows what arrives. Anywhere else the line at the top of the view stays exactly where it is,
 * whatever is added above or below it. Browsers' own scroll anchoring does half of this, and not all of them have it.
 */
import { signal } from "@preact/signals";

/** How far from the end still counts as the end, in pixels. */
const END_SLACK = 32;
/** How close to the top older messages are asked for, in pixels. */
const TOP_REACH = 600;

export class FollowList {
  readonly atEnd = signal(true);
  #list: HTMLElement | undefined;
  #anchor: { line: HTMLElement; key: string | undefined; top: number } | undefined;

  /** @param nearTop called whenever the reader is near the oldest message shown */
  constructor(private readonly nearTop: () => void) {}

  /** Follows `list` until the returned function is called. */
  attach(list: HTMLElement): () => void {
    this.#list = list;
    const resized = new ResizeObserver(() => this.settle());
    resized.observe(list);
    for (const child of list.children) resized.observe(child);
    list.addEventListener("scroll", this.#scrolled, { passive: true });
    return () => {
      resized.disconnect();
      list.removeEventListener("scroll", this.#scrolled);
      this.#list = undefined;
    };
  }

  /** To be called after every change of the list's content or size. */
  settle(): void {
    const list = this.#list;
    if (list === undefined) return;
    if (this.atEnd.peek()) list.scrollTop = list.scrollHeight;
    else this.#restoreAnchor(list);
    this.#noteAnchor(list);
    if (list.scrollTop < TOP_REACH) this.nearTop();
  }

  /** Goes to the newest message and follows from there. */
  toEnd(): void {
    this.atEnd.value = true;
    this.settle();
  }

  readonly #scrolled = (): void => {
    const list = this.#list;
    if (list === undefined) return;
    this.atEnd.value = list.scrollHeight - list.scrollTop - list.clientHeight <= END_SLACK;
    this.#noteAnchor(list);
    if (list.scrollTop < TOP_REACH) this.nearTop();
  };

  /** A line that joined another group is a new element, so it is looked up again by its key. */
  #restoreAnchor(list: HTMLElement): void {
    if (this.#anchor === undefined) return;
    const { line, key, top } = this.#anchor;
    const now = line.isConnected ? line : linesOf(list).find((other) => other.dataset.line === key);
    if (now === undefined) return;
    const moved = now.getBoundingClientRect().top - top;
    if (Math.abs(moved) >= 1) list.scrollTop += moved;
  }

  /** The first line that reaches into the view, found by halving: lines stand in order. */
  #noteAnchor(list: HTMLElement): void {
    const lines = linesOf(list);
    const { top } = list.getBoundingClientRect();
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((lines[middle]?.getBoundingClientRect().bottom ?? 0) > top) high = middle;
      else low = middle + 1;
    }
    const line = lines[low];
    this.#anchor = line && { line, key: line.dataset.line, top: line.getBoundingClientRect().top };
  }
}

const linesOf = (list: HTMLElement): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[data-line]")];
