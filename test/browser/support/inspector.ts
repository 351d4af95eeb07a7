/** What the network inspector shows, and what a TCP recorder has recorded of it. */
import type { Locator } from "playwright-core";
import { type CapturedHead, exchangesOf } from "../../support/http-capture.ts";
import type { TcpRecorder } from "../../support/tcp-recorder.ts";

/** Headers that offer compression. Without them the recorded bytes are not compressed. */
export const COMPRESSION_HEADERS = ["Accept-Encoding", "Sec-WebSocket-Extensions"];

export const DESKTOP = { viewport: { width: 1440, height: 900 } };

/** All requests to Socket.IO's path, distinguished by `transport`. */
export const socketExchanges = ({ connections }: TcpRecorder, transport: "websocket" | "polling") =>
  connections
    .flatMap(exchangesOf)
    .filter(
      ({ request }) =>
        request.line.includes(`/socket.io/?`) && request.line.includes(`transport=${transport}`),
    );

export const openStep = (inspector: Locator, name: string) => inspector.getByRole("tab", { name }).click();

/** A number in the format of the page. */
export const parseCount = (text: string | null | undefined): number =>
  Number((text ?? "").replace(/[^\d]/g, ""));

/** The bytes sent and received, according to the inspector. */
export async function totals(inspector: Locator): Promise<{ out: number; in: number }> {
  const cells = await inspector
    .locator(".inspector-totals tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)),
    );
  const sum = (column: number) => cells.reduce((all, row) => all + parseCount(row[column]), 0);
  return { out: sum(0), in: sum(1) };
}

interface ShownFrame {
  direction: string | undefined;
  /** `frame` of a WebSocket, or `exchange` over long-polling. */
  kind: string | undefined;
  size: number;
  text: string;
}

/** All rows of the list, expanded, the oldest first. */
export const shownFrames = (inspector: Locator): Promise<ShownFrame[]> =>
  inspector.locator(".inspector-frames > li").evaluateAll(async (rows) => {
    for (const row of rows) row.querySelector("details")?.setAttribute("open", "");
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    return rows.reverse().map((row) => ({
      direction: (row as HTMLElement).dataset.direction,
      kind: (row as HTMLElement).dataset.kind,
      size: Number(row.querySelector(".inspector-size")?.textContent?.replace(/[^\d]/g, "")),
      text: [...row.querySelectorAll('[data-layer="protocol"], [data-layer="data"]')]
        .map((piece) => piece.querySelector(".inspector-short, pre")?.textContent ?? "")
        .join(""),
    }));
  });

/** The lines of a head, normalized and sorted, without hop-by-hop headers. */
function normalizeHead(lines: readonly string[]): string[] {
  const [first = "", ...headers] = lines.map((line) => line.trim());
  const spelled = headers.map((header) => {
    const [name = "", ...value] = header.split(": ");
    // The development server forwards a WebSocket with its own key, of the same length.
    return /^sec-websocket-(?:key|accept)$/i.test(name)
      ? `${name.toLowerCase()}: ${"?".repeat(value.join(": ").length)}`
      : `${name.toLowerCase()}: ${value.join(": ")}`;
  });
  return [first, ...spelled.sort()];
}

/** The same in the format of the inspector, which shows only the size of a cookie. */
export const expectedHead = ({ line, headers }: CapturedHead): string[] =>
  normalizeHead([
    line,
    ...headers.map(
      ([name, value]) => `${name}: ${name === "cookie" ? `(${value.length} B, not shown)` : value}`,
    ),
  ]);

export const shownHead = async (head: Locator): Promise<string[]> =>
  normalizeHead(await head.locator(".inspector-line").allTextContents());
