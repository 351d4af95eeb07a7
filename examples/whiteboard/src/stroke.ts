/** A stroke as bytes: its color, its width, then its points as pairs of 16-bit numbers. */

/** The colors of the pen; a stroke has the index. */
export const COLORS = [
  { name: "black", css: "#1f2937" },
  { name: "red", css: "#dc2626" },
  { name: "orange", css: "#d97706" },
  { name: "green", css: "#16a34a" },
  { name: "blue", css: "#2563eb" },
  { name: "purple", css: "#9333ea" },
] as const;

/** The most points of a stroke. A longer line is several strokes. */
export const MAX_POINTS = 500;

/** Where a point is, from 0 to 65,535 in each direction. */
export interface Point {
  x: number;
  y: number;
}

export interface Stroke {
  color: number;
  /** In thousandths of the board's width. */
  width: number;
  points: Point[];
}

const HEADER = 2;
const POINT = 4;

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

export function encodeStroke({ color, width, points }: Stroke): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER + POINT * points.length);
  bytes.set([color, width]);
  const view = viewOf(bytes);
  for (const [index, { x, y }] of points.entries()) {
    view.setUint16(HEADER + POINT * index, x);
    view.setUint16(HEADER + POINT * index + 2, y);
  }
  return bytes;
}

export function decodeStroke(bytes: Uint8Array): Stroke {
  const view = viewOf(bytes);
  const points: Point[] = [];
  for (let at = HEADER; at + POINT <= bytes.length; at += POINT)
    points.push({ x: view.getUint16(at), y: view.getUint16(at + 2) });
  return { color: bytes[0] ?? 0, width: bytes[1] ?? 1, points };
}

/** Whether something that a client has sent is a stroke. */
export const isStroke = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array &&
  value.length > HEADER &&
  value.length <= HEADER + POINT * MAX_POINTS &&
  (value.length - HEADER) % POINT === 0 &&
  (value[0] ?? 0) < COLORS.length;

/** Many strokes in one message: each after its length. */
export function joinStrokes(strokes: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(strokes.reduce((sum, { length }) => sum + 2 + length, 0));
  let at = 0;
  for (const stroke of strokes) {
    viewOf(joined).setUint16(at, stroke.length);
    joined.set(stroke, at + 2);
    at += 2 + stroke.length;
  }
  return joined;
}

export function splitStrokes(joined: Uint8Array): Uint8Array[] {
  const strokes: Uint8Array[] = [];
  for (let at = 0; at < joined.length; ) {
    const length = viewOf(joined).getUint16(at);
    strokes.push(joined.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return strokes;
}
