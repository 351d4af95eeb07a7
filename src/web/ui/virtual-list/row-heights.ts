/** The heights of a list's rows: measured where they were shown, estimated everywhere else. */

/** A row that keeps its key when the list changes. */
export interface RowWithKey {
  key: string;
}

/** The height of a row that has not been measured, in pixels. It must never change: rows are found by it. */
export type Estimate<Row> = (row: Row) => number;

export class RowHeights<Row extends RowWithKey> {
  #rows: readonly Row[] = [];
  readonly #measured = new Map<string, number>();
  /** The offset of each row, and at the end the total height. */
  #offsets = new Float64Array(1);
  #stale = false;

  constructor(private readonly estimate: Estimate<Row>) {}

  get rows(): readonly Row[] {
    return this.#rows;
  }

  set rows(rows: readonly Row[]) {
    this.#rows = rows;
    this.#stale = true;
  }

  /** The height of all rows. */
  get total(): number {
    return this.offsetOf(this.#rows.length);
  }

  /** Sets the measured height of a row. */
  measure(key: string, height: number): void {
    if (this.#measured.get(key) === height) return;
    this.#measured.set(key, height);
    this.#stale = true;
  }

  /** Clears the measured heights: at another width all of them change. */
  forget(): void {
    this.#measured.clear();
    this.#stale = true;
  }

  /** The offset of the row at `index` from the top of the first. */
  offsetOf(index: number): number {
    this.#sum();
    return this.#offsets[index] ?? 0;
  }

  /** The index of the row at `offset`, or of the nearest row, by binary search. */
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
      top += this.#measured.get(row.key) ?? this.estimate(row);
      offsets[index + 1] = top;
    });
    this.#offsets = offsets;
  }
}
