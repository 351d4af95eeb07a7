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
  /** Where each row begins, and, at the end, how tall all are together. */
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
      top += this.#measured.get(row.key) ?? this.estimate(row);
      offsets[index + 1] = top;
    });
    this.#offsets = offsets;
  }
}
