/** How tall the rows of the list are: measured where they were shown, estimated everywhere else. */
import { isLong, LINE_CHARACTERS, linesOf } from "../../../shared/text/long-text.ts";
import type { Row } from "../../core/messages/message-rows.ts";

/**
 * What an estimate is made of, in pixels and characters. A wrong one costs the length of the scroll bar, and rows that are
 * made without need.
 */
const LINE = 23;
const CHARACTER = 8;
const HEAD = 40;
const DAY = 50;

export class RowHeights {
  #rows: readonly Row[] = [];
  readonly #measured = new Map<string, number>();
  /** Where each row begins, and, at the end, how tall all are together. */
  #offsets = new Float64Array(1);
  #stale = false;
  /** How many characters a line holds, by estimate: the same for good, because rows are found by what is estimated. */
  readonly #perLine = charactersIn(innerWidth);

  get rows(): readonly Row[] {
    return this.#rows;
  }

  set rows(rows: readonly Row[]) {
    this.#rows = rows;
    this.#stale = true;
  }

  /** How tall all rows are together. */
  get total(): number {
    return this.offsetOf(this.#rows.length);
  }

  /** Takes a row's real height. */
  measure(key: string, height: number): void {
    if (this.#measured.get(key) === height) return;
    this.#measured.set(key, height);
    this.#stale = true;
  }

  /** Forgets what was measured: at another width every row has another height. */
  forget(): void {
    this.#measured.clear();
    this.#stale = true;
  }

  /** Where the row at `index` begins, from the top of the first. */
  offsetOf(index: number): number {
    this.#sum();
    return this.#offsets[index] ?? 0;
  }

  /** The row that reaches over `offset`; the nearest one outside. Found by halving. */
  indexAt(offset: number): number {
    this.#sum();
    let low = 0;
    let high = Math.max(0, this.#rows.length - 1);
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#offsets[middle + 1] ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #sum(): void {
    if (!this.#stale) return;
    this.#stale = false;
    const offsets = new Float64Array(this.#rows.length + 1);
    let top = 0;
    this.#rows.forEach((row, index) => {
      top += this.#measured.get(row.key) ?? estimate(row, this.#perLine);
      offsets[index + 1] = top;
    });
    this.#offsets = offsets;
  }
}

/** How many lines a folded message takes, with its button. The style sheet says the same (`.long-text`). */
const FOLDED_LINES = 17;

const charactersIn = (width: number): number =>
  Math.min(LINE_CHARACTERS, Math.max(20, Math.floor(width / CHARACTER)));

function estimate({ text, beginsDay, beginsGroup }: Row, perLine: number): number {
  return (
    (isLong(text) ? FOLDED_LINES : linesOf(text, perLine)) * LINE +
    (beginsGroup ? HEAD : 2) +
    (beginsDay ? DAY : 0)
  );
}
