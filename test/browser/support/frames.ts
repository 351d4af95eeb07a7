/** The frames of a page's WebSocket. */
import type { Page } from "playwright-core";

export interface Frames {
  sent: string[];
  received: string[];
}

/** Records the frames that a page sends and receives from now on, as text. */
export function recordFrames(page: Page): Frames {
  const frames: Frames = { sent: [], received: [] };
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => frames.sent.push(String(payload)));
    socket.on("framereceived", ({ payload }) => frames.received.push(String(payload)));
  });
  return frames;
}

/** Whether the room has acknowledged what the page said last about its window. */
export function isVisibilityKnown({ sent, received }: Frames, visible: boolean): boolean {
  // A heartbeat may follow.
  const last = sent.findLast((frame) => frame.includes('"visible":')) ?? "";
  const id = last.includes(`"visible":${visible}`) ? /^42(\d+)\[/.exec(last)?.[1] : undefined;
  return id !== undefined && received.some((frame) => frame.startsWith(`43${id}[`));
}
