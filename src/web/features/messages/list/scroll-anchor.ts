/**
 * Where the message list is scrolled to, and what keeps it there.
 *
 * At its end the list follows what arrives. Anywhere else the line at the top of the view stays exactly where it is,
 * whatever is added above or below it, and whatever an unseen row's height turns out to be. Browsers' own scroll
 * anchoring does half of this, and not all of them have it.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { nextTask } from "../../../core/when-idle.ts";
import type { ScrollPosition } from "../../../storage/scroll-positions.ts";
import { RowWindow } from "../../../ui/virtual-list/row-window.ts";
import type { ScrollAnchor } from "../../context/message-list.ts";
import { heightEstimate } from "./estimate-height.ts";

/** How far from the end still counts as the end, in pixels. */
const END_SLACK = 32;
/** How close to an end of what is loaded more is asked for, in pixels. */
const LOAD_MARGIN = 2_400;

/** What the list asks for as the reader comes near an end of what is loaded. */
export interface ListEdges {
  /** Whether there are newer messages than those in the list. */
  hasNewer: ReadonlySignal<boolean>;
  onNearTop(): void;
  onNearEnd(): void;
}

export class MessageListScroll implements ScrollAnchor {
  /** Whether the newest message is in view and stays in view. */
  readonly atEnd = signal(true);
  /** The line somebody came for, by a link or a quote. */
  readonly targetKey = signal<string | undefined>(undefined);
  readonly rows = new RowWindow(heightEstimate(innerWidth));
  #list: HTMLElement | undefined;
  /** The line at the top of the view, and how far below the top of the list it would stand unscrolled. */
  #anchor: { line: HTMLElement; key: string | undefined; top: number } | undefined;
  /** How far the view is from where it should be, in pixels: browsers place it at whole ones, and not beyond an end. */
  #pendingScroll = 0;
  /** Where it was, in pixels, when it was last scrolled or placed. */
  #lastScrollTop = 0;
  #targetSeq: number | undefined;
  /** How far below the upper edge of the list the message is to be that it goes to; in the middle unless this says so. */
  #targetTop: number | undefined;
  #lastWidth = 0;
  #hadFocus = false;

  constructor(private readonly edges: ListEdges) {}

  /** The `seq` of the message in view, or near it; undefined at the newest. */
  get seqInView(): number | undefined {
    if (this.atEnd.peek()) return undefined;
    if (this.#targetSeq !== undefined) return this.#targetSeq;
    const { rows, start, end } = this.rows;
    return rows[(start + end) >> 1]?.message?.seq ?? rows[start]?.message?.seq;
  }

  /** Where the list is scrolled to, for {@link restorePosition}; undefined at the newest message. */
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

  /** First what is in view is made, and then, in tasks short enough for a slow phone, what is around it. */
  async #renderAround(list: HTMLElement): Promise<void> {
    for (let isNarrow = true; isNarrow; ) {
      await nextTask();
      if (this.#list !== list) return;
      isNarrow = this.rows.widen();
      this.#updateView(list);
    }
  }

  /** To be called before a change of the list's content: hears of a scroll whose event is still to come. */
  prepare(): void {
    const list = this.#list;
    if (list === undefined || this.#targetSeq !== undefined) return;
    if (list.scrollTop === this.#lastScrollTop || this.#wasClamped(list)) return;
    this.#noteScrollTop(list);
    this.atEnd.value = this.#isAtEnd(list);
    this.#noteAnchor(list);
  }

  /** To be called after every change of the list's content or size. */
  settle(): void {
    const list = this.#list;
    if (list === undefined) return;
    if (this.atEnd.peek() && this.#wasScrolledUp(list)) this.#onScroll();
    this.#measure(list);
    if (this.#targetSeq !== undefined && !this.#reachTarget(list, this.#targetSeq)) return;
    if (this.atEnd.peek()) {
      list.scrollTop = list.scrollHeight;
      this.#noteScrollTop(list);
    } else this.#restoreAnchor(list);
    if (this.#hadFocus && document.activeElement === document.body) list.focus({ preventScroll: true });
    this.#updateView(list);
  }

  /** Goes to the newest message and follows from there. */
  scrollToEnd(): void {
    this.atEnd.value = true;
    this.#targetSeq = undefined;
    this.targetKey.value = undefined;
    this.rows.showAround(this.rows.rows.length - 1);
    this.settle();
  }

  /** Goes to the message `seq` as soon as it is among the rows, and gives it the focus. */
  scrollToMessage(seq: number): void {
    this.#startScroll(seq);
  }

  /** Scrolls to where the list was once. */
  restorePosition({ seq, top }: ScrollPosition): void {
    this.#startScroll(seq, top);
  }

  #startScroll(seq: number, top?: number): void {
    this.atEnd.value = false;
    this.#targetSeq = seq;
    this.#targetTop = top;
    this.settle();
  }

  /** Whether somebody has just scrolled up: the event that says so may come only after a change of the list. */
  #wasScrolledUp(list: HTMLElement): boolean {
    return list.scrollTop < this.#lastScrollTop && belowView(list) > END_SLACK;
  }

  #isAtEnd(list: HTMLElement): boolean {
    return belowView(list) <= END_SLACK && !this.edges.hasNewer.peek();
  }

  /** A list that became shorter was put back to its end by the browser, and not by anybody who scrolled. */
  #wasClamped(list: HTMLElement): boolean {
    return list.scrollTop < this.#lastScrollTop && belowView(list) <= 1;
  }

  readonly #onScroll = (): void => {
    const list = this.#list;
    if (list === undefined || this.#targetSeq !== undefined) return;
    if (list.scrollTop !== this.#lastScrollTop) this.#noteScrollTop(list);
    this.atEnd.value = this.#isAtEnd(list);
    this.#updateView(list);
  };

  /** Notes what is in view, has rows made for it, and asks for more where it ends. */
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

  /** Has the row made, or, once it is there, shows it. Returns whether it is shown. */
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

  /** A line that was far away and came back is a new element, so it is looked up again by its key. */
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
    this.#anchor = line && {
      line,
      key: line.dataset.line,
      top: topIn(list, line) + list.scrollTop,
    };
  }
}

/** How much of the list is below the view, in pixels. */
const belowView = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number =>
  scrollHeight - scrollTop - clientHeight;

const topIn = (list: HTMLElement, line: HTMLElement): number =>
  line.getBoundingClientRect().top - list.getBoundingClientRect().top;

const linesOf = (list: HTMLElement): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[data-line]")];
