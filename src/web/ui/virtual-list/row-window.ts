/**
 * Which rows of the list are elements on the page: those in view and a margin around them, however many there are.
 *
 * In place of the others there is room above and below, as tall as they are or are thought to be.
 */
import { signal } from "@preact/signals";
import { type Estimate, RowHeights, type RowWithKey } from "./row-heights.ts";

/** How far beyond the view rows are made, and how near its edge may come before more are, in pixels. */
const MARGIN = 1_200;
const NEAR = 500;
/** How far at first, and how much further with each task after it: a slow phone makes about twenty rows in a second. */
const FIRST_MARGIN = 100;
const WIDER = 275;

export class RowWindow<Row extends RowWithKey> {
  /** Counts the changes of {@link start} and {@link end} that only scrolling caused. */
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

  /** The room kept for the rows above and below, in pixels. */
  get above(): number {
    return this.#heights.offsetOf(this.start);
  }

  get below(): number {
    return this.#heights.total - this.#heights.offsetOf(this.end);
  }

  /**
   * Takes the rows there are now. The same ones stay shown wherever they have moved to.
   *
   * @param following whether the newest row is to be shown
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

  /** How far the rows that are shown have moved in a new list; undefined where none of them is in it. */
  #findShift(rows: readonly Row[]): number | undefined {
    const places = new Map(rows.map(({ key }, index) => [key, index]));
    for (let index = this.start; index < this.end; index += 1) {
      const place = places.get(this.rows[index]?.key ?? "");
      if (place !== undefined) return place - index;
    }
    return undefined;
  }

  /** Takes the real height of a row that is shown. */
  measure(key: string, height: number): void {
    this.#heights.measure(key, height);
  }

  forgetHeights(): void {
    this.#heights.forget();
  }

  /** Has rows made further beyond the view, from the next {@link show} on. Returns whether that is still not far enough. */
  widen(): boolean {
    this.#margin = Math.min(MARGIN, this.#margin + WIDER);
    return this.#margin < MARGIN;
  }

  /** Sees to it that rows stand where the view is, `top` pixels below the top of the first row. */
  show(top: number, height: number): void {
    this.#viewHeight = height;
    const { start, end } = this;
    // While the margin grows all of it is made.
    const near = this.#margin < MARGIN ? this.#margin : NEAR;
    const covered =
      (start === 0 || this.#heights.offsetOf(start) <= top - near) &&
      (end === this.rows.length || this.#heights.offsetOf(end) >= top + height + near);
    if (covered) return;
    this.#cover(top, top + height);
    if (this.start !== start || this.end !== end) this.moves.value += 1;
  }

  /** Shows the rows around the one at `index`. */
  showAround(index: number): void {
    const top = this.#heights.offsetOf(index);
    this.#cover(top - this.#viewHeight / 2, top + this.#viewHeight / 2);
    this.moves.value += 1;
  }

  /** Has every row made, however many there are: for paper. They stay until {@link reset}. */
  showAll(): void {
    this.start = 0;
    this.end = this.rows.length;
    this.moves.value += 1;
  }

  /** Has the next {@link show} make those in view, and no others. */
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
