/** A canvas that strokes are drawn on. */
import { COLORS, type Stroke } from "../src/stroke.ts";

const LARGEST = 65_535;

export class Canvas {
  readonly #context: CanvasRenderingContext2D;

  constructor(private readonly element: HTMLCanvasElement) {
    const context = element.getContext("2d");
    if (context === null) throw new Error("no canvas");
    this.#context = context;
    context.lineCap = "round";
    context.lineJoin = "round";
  }

  clear(): void {
    this.#context.clearRect(0, 0, this.element.width, this.element.height);
  }

  draw({ color, width, points }: Stroke): void {
    const { width: columns, height: rows } = this.element;
    const context = this.#context;
    context.strokeStyle = (COLORS[color] ?? COLORS[0]).css;
    context.lineWidth = (width * columns) / 1_000;
    context.beginPath();
    for (const [index, { x, y }] of points.entries()) {
      const [column, row] = [(x / LARGEST) * columns, (y / LARGEST) * rows];
      if (index === 0) context.moveTo(column, row);
      // A point alone is a dot.
      if (index > 0 || points.length === 1) context.lineTo(column, row);
    }
    context.stroke();
  }
}
