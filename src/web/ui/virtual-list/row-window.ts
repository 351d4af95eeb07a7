/**
 * Selects the rows of a long list that are rendered: those in view and a margin around them.
 *
 * The space of the others is kept above and below, with their measured or estimated heights.
 */
import { signal } from "@preact/signals";
import { type Estimate, RowHeights, type RowWithKey } from "./row-heights.ts";

/** How far beyond the view rows are rendered, and how near the view may come before more are, in pixels. */
const MARGIN = 1_200;
const NEAR = 500;
/** The first margin, and how much it grows with each task: a slow phone renders about twenty rows a second. */
const FIRST_MARGIN = 100;
const WIDER = 275;

export class RowWindow<Row extends RowWithKey> {
  /** Counts the changes of {@link start} and {@link end} by scrolling. */
  readonly moves = signal(0);
  start = 0;
  end = 0;
  readonly #heights: RowHeights<Row>;
  #viewHeight = innerHeight;
  #margin = FIRST_MARGIN;

  /** @param estimate the height of a row that has not been measured, in pixels */
  constructor(estimate: Estimate<Row>) {
    this.#heights = new RowHeights(estimate);
  }

  get rows(): readonly Row[] {
    return this.#heights.rows;
  }

  /** The space of the rows above and below, in pixels. */
  get above(): number {
    return this.#heights.offsetOf(this.start);
  }

  get below(): number {
    return this.#heights.total - this.#heights.offsetOf(this.end);
  }

  /**
   * Sets the rows. Those that are rendered stay rendered at their new index.
   *
   * @param following whether to render the last row
   */
  setRows(rows: readonly Row[], following: boolean): void {
    if (rows === this.rows) return;
    const moved = following ? undefined : this.#findShift(rows);
    this.#heights.rows = rows;
    if (moved === undefined) this.#cover(this.#heights.total - this.#viewHeight, this.#heights.total);
    else {
      this.start = Math.max(0, this.start + moved);
      this.end = Math.min(rows.length, this.end + moved);
    }
  }

  /** How far the rendered rows have moved in a new list; undefined if none of them is in it. */
  #findShift(rows: readonly Row[]): number | undefined {
    const places = new Map(rows.map(({ key }, index) => [key, index]));
    for (let index = this.start; index < this.end; index += 1) {
      const place = places.get(this.rows[index]?.key ?? "");
      if (place !== undefined) return place - index;
    }
    return undefined;
  }

  /** Sets the measured height of a row. */
  measure(key: string, height: number): void {
    this.#heights.measure(key, height);
  }

  forgetHeights(): void {
    this.#heights.forget();
  }

  /** Widens the margin for the next {@link show}. Returns whether it can be widened further. */
  widen(): boolean {
    this.#margin = Math.min(MARGIN, this.#margin + WIDER);
    return this.#margin < MARGIN;
  }

  /** Renders the rows in a view that is `top` pixels below the top of the first row. */
  show(top: number, height: number): void {
    this.#viewHeight = height;
    const { start, end } = this;
    // While the margin grows, all of it is rendered.
    const near = this.#margin < MARGIN ? this.#margin : NEAR;
    const covered =
      (start === 0 || this.#heights.offsetOf(start) <= top - near) &&
      (end === this.rows.length || this.#heights.offsetOf(end) >= top + height + near);
    if (covered) return;
    this.#cover(top, top + height);
    if (this.start !== start || this.end !== end) this.moves.value += 1;
  }

  /** Renders the rows around `index`. */
  showAround(index: number): void {
    const top = this.#heights.offsetOf(index);
    this.#cover(top - this.#viewHeight / 2, top + this.#viewHeight / 2);
    this.moves.value += 1;
  }

  /** Renders all rows, for printing, until {@link reset}. */
  showAll(): void {
    this.start = 0;
    this.end = this.rows.length;
    this.moves.value += 1;
  }

  /** Renders no row until the next {@link show}. */
  reset(): void {
    this.start = this.rows.length;
    this.end = this.start;
  }

  #cover(top: number, bottom: number): void {
    const { rows } = this;
    this.start = rows.length === 0 ? 0 : this.#heights.indexAt(top - this.#margin);
    this.end = rows.length === 0 ? 0 : this.#heights.indexAt(bottom + this.#margin) + 1;
  }
}
