/**
 * Keeps the scroll position of the message list.
 *
 * At its end the list follows new messages. Anywhere else the line at the top of the view stays exactly where it is,
 * whatever is added above or below, and whatever height a row turns out to have. The browser's scroll anchoring does
 * only half of this, and not in all browsers.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { nextTask } from "../../../core/when-idle.ts";
import type { ScrollPosition } from "../../../storage/scroll-positions.ts";
import { RowWindow } from "../../../ui/virtual-list/row-window.ts";
import type { ScrollAnchor } from "../../context/message-list.ts";
import { heightEstimate } from "./estimate-height.ts";

/** How far from the end counts as the end, in pixels. */
const END_SLACK = 32;
/** How close to an end of the loaded messages more are loaded, in pixels. */
const LOAD_MARGIN = 2_400;

/** Called when the user comes near an end of what is loaded. */
export interface ListEdges {
  /** Whether messages newer than those in the list exist. */
  hasNewer: ReadonlySignal<boolean>;
  onNearTop(): void;
  onNearEnd(): void;
}

export class MessageListScroll implements ScrollAnchor {
  /** Whether the newest message is in view and stays in view. */
  readonly atEnd = signal(true);
  /** The key of the line that a link or a quote led to. */
  readonly targetKey = signal<string | undefined>(undefined);
  readonly rows = new RowWindow(heightEstimate(innerWidth));
  #list: HTMLElement | undefined;
  /** The line at the top of the view, its distance from the top of the unscrolled list, and the height of the list, in pixels. */
  #anchor: { line: HTMLElement; key: string | undefined; top: number; listHeight: number } | undefined;
  /** How far the view is from where it should be, in pixels: browsers round it, and stop at the ends. */
  #pendingScroll = 0;
  /** The scroll position, in pixels, after the last scroll or correction. */
  #lastScrollTop = 0;
  #targetSeq: number | undefined;
  /** The distance of the target from the upper edge of the list, in pixels; undefined for the middle. */
  #targetTop: number | undefined;
  #lastWidth = 0;
  #hadFocus = false;

  constructor(private readonly edges: ListEdges) {}

  /** The `seq` of a message in or near the view; undefined at the newest message. */
  get seqInView(): number | undefined {
    if (this.atEnd.peek()) return undefined;
    if (this.#targetSeq !== undefined) return this.#targetSeq;
    const { rows, start, end } = this.rows;
    return rows[(start + end) >> 1]?.message?.seq ?? rows[start]?.message?.seq;
  }

  /** The scroll position, for {@link restorePosition}; undefined at the newest message. */
  get position(): ScrollPosition | undefined {
    const list = this.#list;
    if (this.atEnd.peek() || list === undefined) return undefined;
    this.#noteAnchor(list);
    const line = this.#anchor?.line;
    const row = this.rows.rows.find(({ key }) => key === line?.dataset.line);
    if (line === undefined || row?.message === undefined) return undefined;
    return { seq: row.message.seq, top: Math.round(topIn(list, line)) };
  }

  /** Follows `list` until the returned function is called. */
  attach(list: HTMLElement): () => void {
    this.#list = list;
    this.#noteScrollTop(list);
    const resized = new ResizeObserver(() => this.settle());
    resized.observe(list);
    for (const child of list.children) resized.observe(child);
    list.addEventListener("scroll", this.#onScroll, { passive: true });
    void this.#renderAround(list);
    return () => {
      resized.disconnect();
      list.removeEventListener("scroll", this.#onScroll);
      this.#list = undefined;
    };
  }

  /** Renders the rows in view first, then those around them in tasks that are short enough for a slow phone. */
  async #renderAround(list: HTMLElement): Promise<void> {
    for (let isNarrow = true; isNarrow; ) {
      await nextTask();
      if (this.#list !== list) return;
      isNarrow = this.rows.widen();
      this.#updateView(list);
    }
  }

  /** To be called before the content of the list changes: notices a scroll whose event has not fired yet. */
  prepare(): void {
    const list = this.#list;
    if (list === undefined || this.#targetSeq !== undefined) return;
    if (list.scrollTop === this.#lastScrollTop || this.#wasClamped(list)) return;
    if (!this.atEnd.peek() && this.#isReflowed(list)) this.#restoreAnchor(list);
    else this.#noteScrollTop(list);
    this.atEnd.value = this.#isAtEnd(list);
    this.#noteAnchor(list);
  }

  /** To be called after the content or the size of the list has changed. */
  settle(): void {
    const list = this.#list;
    if (list === undefined) return;
    if (this.atEnd.peek() && this.#wasScrolledUp(list)) this.#followScroll(list);
    this.#measure(list);
    if (this.#targetSeq !== undefined && !this.#reachTarget(list, this.#targetSeq)) return;
    if (this.atEnd.peek()) {
      list.scrollTop = list.scrollHeight;
      this.#noteScrollTop(list);
    } else this.#restoreAnchor(list);
    if (this.#hadFocus && document.activeElement === document.body) list.focus({ preventScroll: true });
    this.#updateView(list);
  }

  /** Scrolls to the newest message and follows new ones. */
  scrollToEnd(): void {
    this.atEnd.value = true;
    this.#targetSeq = undefined;
    this.targetKey.value = undefined;
    this.rows.showAround(this.rows.rows.length - 1);
    this.settle();
  }

  /** Scrolls to the message `seq` once it has a row, and focuses it. */
  scrollToMessage(seq: number): void {
    this.#startScroll(seq);
  }

  /** Restores a scroll position. */
  restorePosition({ seq, top }: ScrollPosition): void {
    this.#startScroll(seq, top);
  }

  #startScroll(seq: number, top?: number): void {
    this.atEnd.value = false;
    this.#targetSeq = seq;
    this.#targetTop = top;
    this.settle();
  }

  /** Whether the user has just scrolled up: the scroll event may fire only after a change of the list. */
  #wasScrolledUp(list: HTMLElement): boolean {
    return list.scrollTop < this.#lastScrollTop && belowView(list) > END_SLACK;
  }

  #isAtEnd(list: HTMLElement): boolean {
    return belowView(list) <= END_SLACK && !this.edges.hasNewer.peek();
  }

  /** Whether the browser moved a list that became shorter back to its end. */
  #wasClamped(list: HTMLElement): boolean {
    return list.scrollTop < this.#lastScrollTop && belowView(list) <= 1;
  }

  readonly #onScroll = (): void => {
    const list = this.#list;
    if (list === undefined || this.#targetSeq !== undefined) return;
    if (this.#isReflowed(list)) {
      this.settle();
      this.atEnd.value = this.#isAtEnd(list);
    } else this.#followScroll(list);
  };

  #followScroll(list: HTMLElement): void {
    if (list.scrollTop !== this.#lastScrollTop) this.#noteScrollTop(list);
    this.atEnd.value = this.#isAtEnd(list);
    this.#updateView(list);
  }

  /** Whether lines have moved since the anchor was noted: a scroll event comes before that of a new size. */
  #isReflowed(list: HTMLElement): boolean {
    return this.#anchor?.listHeight !== list.scrollHeight;
  }

  /** Notes what is in view, renders its rows, and loads more near an end. */
  #updateView(list: HTMLElement): void {
    this.#noteAnchor(list);
    this.#hadFocus = list !== document.activeElement && list.contains(document.activeElement);
    const rows = list.querySelector(".rows");
    if (rows === null) return;
    const top = list.getBoundingClientRect().top - rows.getBoundingClientRect().top;
    this.rows.show(top, list.clientHeight);
    if (top < LOAD_MARGIN) this.edges.onNearTop();
    if (belowView(list) < LOAD_MARGIN) this.edges.onNearEnd();
  }

  #measure(list: HTMLElement): void {
    if (list.clientWidth !== this.#lastWidth) this.rows.forgetHeights();
    this.#lastWidth = list.clientWidth;
    for (const row of list.querySelectorAll<HTMLElement>(".row")) {
      if (row.dataset.row !== undefined)
        this.rows.measure(row.dataset.row, row.getBoundingClientRect().height);
    }
  }

  /** Renders the row of the target, or scrolls to it if it is rendered. Returns whether it is shown. */
  #reachTarget(list: HTMLElement, seq: number): boolean {
    const index = this.rows.rows.findIndex(({ message }) => message?.seq === seq);
    const key = this.rows.rows[index]?.key;
    const line = linesOf(list).find((other) => other.dataset.line === key);
    if (line === undefined) {
      if (index >= 0) this.rows.showAround(index);
      return false;
    }
    this.#targetSeq = undefined;
    if (this.#targetTop === undefined) {
      this.targetKey.value = key;
      line.focus({ preventScroll: true });
      line.scrollIntoView({ block: "center" });
    } else list.scrollTop += topIn(list, line) - this.#targetTop;
    this.#noteScrollTop(list);
    this.#noteAnchor(list);
    return true;
  }

  #noteScrollTop(list: HTMLElement): void {
    this.#pendingScroll = 0;
    this.#lastScrollTop = list.scrollTop;
  }

  /** A line that was removed and rendered again is a new element, so it is found by its key. */
  #restoreAnchor(list: HTMLElement): void {
    if (this.#anchor === undefined) return;
    const { line, key, top } = this.#anchor;
    const now = line.isConnected ? line : linesOf(list).find((other) => other.dataset.line === key);
    if (now === undefined) return;
    const from = list.scrollTop;
    if (this.#wasClamped(list)) this.#pendingScroll += this.#lastScrollTop - from;
    this.#pendingScroll += topIn(list, now) + from - top;
    if (Math.abs(this.#pendingScroll) >= 1) list.scrollTop = from + this.#pendingScroll;
    this.#lastScrollTop = list.scrollTop;
    this.#pendingScroll -= this.#lastScrollTop - from;
  }

  /** The first line that reaches into the view, by binary search: lines are in order. */
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
    this.#anchor = line && {
      line,
      key: line.dataset.line,
      top: topIn(list, line) + list.scrollTop,
      listHeight: list.scrollHeight,
    };
  }
}

/** How much of the list is below the view, in pixels. */
const belowView = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number =>
  scrollHeight - scrollTop - clientHeight;

const topIn = (list: HTMLElement, line: HTMLElement): number =>
  line.getBoundingClientRect().top - list.getBoundingClientRect().top;

const linesOf = (list: HTMLElement): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[data-line]")];
