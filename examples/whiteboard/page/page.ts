/** The page: the board in the address, `/<board>`. A line is shown to others while it is drawn, and stored when it is finished. */
import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, ServerToClientEvents } from "../src/events.ts";
import { COLORS, decodeStroke, encodeStroke, MAX_POINTS, type Stroke, splitStrokes } from "../src/stroke.ts";
import { Canvas } from "./canvas.ts";
import { onPen } from "./pen.ts";

/** How often others see the line that is being drawn, in milliseconds. */
const PREVIEW_INTERVAL = 50;

if (location.pathname === "/") location.replace(`/${crypto.randomUUID().slice(0, 8)}`);

const find = (id: string): HTMLElement => document.getElementById(id) ?? document.body;
const strokes = new Canvas(find("strokes") as HTMLCanvasElement);
const previews = new Canvas(find("previews") as HTMLCanvasElement);
/** Lines that others are drawing, by who does. */
const previewsOf = new Map<string, Stroke[]>();

const socket: Socket<ServerToClientEvents<ArrayBuffer>, ClientToServerEvents> = io({
  path: `/boards${location.pathname.toLowerCase()}/socket.io`,
});

function drawPreviews(): void {
  previews.clear();
  for (const parts of previewsOf.values()) for (const stroke of parts) previews.draw(stroke);
}

socket.on("board:strokes", (joined) => {
  strokes.clear();
  for (const stroke of splitStrokes(new Uint8Array(joined))) strokes.draw(decodeStroke(stroke));
});

socket.on("stroke:preview", (author, stroke) => {
  const parts = previewsOf.get(author) ?? [];
  previewsOf.set(author, [...parts, decodeStroke(new Uint8Array(stroke))]);
  drawPreviews();
});

socket.on("stroke:add", (author, stroke) => {
  strokes.draw(decodeStroke(new Uint8Array(stroke)));
  previewsOf.delete(author);
  drawPreviews();
});

socket.on("board:clear", () => strokes.clear());
socket.on("board:people", (count) => {
  find("status").textContent = count === 1 ? "1 person" : `${count} people`;
  // A client that has left does not finish its line.
  previewsOf.clear();
  drawPreviews();
});
socket.on("disconnect", () => {
  find("status").textContent = "connecting";
});

find("clear").addEventListener("click", () => socket.emit("board:clear"));

find("colors").append(
  ...COLORS.map(({ name, css }, index) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "color", value: String(index), checked: index === 0 });
    input.setAttribute("aria-label", name);
    input.style.setProperty("--color", css);
    return input;
  }),
);

const chosen = (selector: string): number =>
  Number(document.querySelector<HTMLInputElement>(selector)?.value);

onPen(find("strokes") as HTMLCanvasElement, () => {
  const line: Stroke = { color: chosen("#colors :checked"), width: chosen("#width"), points: [] };
  let previewed = 0;
  let lastPreview = 0;
  return {
    move(point) {
      line.points.push(point);
      strokes.draw({ ...line, points: line.points.slice(-2) });
      if (performance.now() - lastPreview < PREVIEW_INTERVAL) return;
      lastPreview = performance.now();
      // From the last point of the preview before, so that there is no gap unless one gets lost.
      const points = line.points.slice(Math.max(0, previewed - 1)).slice(-MAX_POINTS);
      previewed = line.points.length;
      socket.volatile.emit("stroke:preview", encodeStroke({ ...line, points }));
    },
    async end() {
      for (let from = 0; from < line.points.length; from += MAX_POINTS - 1)
        await socket.emitWithAck(
          "stroke:add",
          encodeStroke({ ...line, points: line.points.slice(from, from + MAX_POINTS) }),
        );
    },
  };
});
