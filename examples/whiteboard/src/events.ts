/** The events between page and server. `Bytes` are strokes, see `stroke.ts`; a browser gets an `ArrayBuffer`. */

export interface ClientToServerEvents {
  /** The newest part of a line that is being drawn. It may get lost. */
  "stroke:preview": (stroke: Uint8Array) => void;
  /** A finished stroke. */
  "stroke:add": (stroke: Uint8Array, acknowledge: () => void) => void;
  "board:clear": () => void;
}

/** @typeParam Bytes what a side uses: the server sends a `Uint8Array`, the page gets an `ArrayBuffer` */
export interface ServerToClientEvents<Bytes> {
  /** All strokes, joined: sent when a client connects. */
  "board:strokes": (strokes: Bytes) => void;
  "board:clear": () => void;
  /** How many clients are connected. */
  "board:people": (count: number) => void;
  "stroke:preview": (author: string, stroke: Bytes) => void;
  "stroke:add": (author: string, stroke: Bytes) => void;
}
