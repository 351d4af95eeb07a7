/** The network inspector, compared with a TCP recorder between browser and server. */
import { isDeepStrictEqual } from "node:util";
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import {
  type CapturedExchange,
  type CapturedHead,
  exchangesOf,
  messagesIn,
} from "../support/http-capture.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { recordTcp, type TcpRecorder } from "../support/tcp-recorder.ts";
import { openInspector } from "./support/dialogs.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** Headers that offer compression. Without them the recorded bytes are not compressed. */
const OFFERS = ["Accept-Encoding", "Sec-WebSocket-Extensions"];
const DESK = { viewport: { width: 1440, height: 900 } };

/** All requests to Socket.IO's path, distinguished by `transport`. */
const socketExchanges = ({ connections }: TcpRecorder, transport: "websocket" | "polling") =>
  connections
    .flatMap(exchangesOf)
    .filter(
      ({ request }) =>
        request.line.includes(`/socket.io/?`) && request.line.includes(`transport=${transport}`),
    );

const toStep = (wire: Locator, name: string) => wire.getByRole("tab", { name }).click();

/** A number in the format of the page. */
const number = (text: string | null | undefined): number => Number((text ?? "").replace(/[^\d]/g, ""));

/** The bytes sent and received, according to the inspector. */
async function totals(wire: Locator): Promise<{ out: number; in: number }> {
  const cells = await wire
    .locator(".inspector-totals tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)),
    );
  const sum = (column: number) => cells.reduce((all, row) => all + number(row[column]), 0);
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
const shownFrames = (wire: Locator): Promise<ShownFrame[]> =>
  wire.locator(".inspector-frames > li").evaluateAll(async (rows) => {
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
function comparable(lines: readonly string[]): string[] {
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
const asShown = ({ line, headers }: CapturedHead): string[] =>
  comparable([
    line,
    ...headers.map(
      ([name, value]) => `${name}: ${name === "cookie" ? `(${value.length} B, not shown)` : value}`,
    ),
  ]);

const shownHead = async (head: Locator): Promise<string[]> =>
  comparable(await head.locator(".inspector-line").allTextContents());

test("the inspector shows all bytes of a WebSocket from its handshake on, also after a reconnect", async () => {
  const room = uniqueRoom("wire");
  const recorder = await recordTcp(server.port, OFFERS);
  const ada = await Visitor.create(DESK);
  await ada.enter(`${recorder.url}/rooms/${room}`);
  await ada.say("Before");
  await ada.untilStored("Before");
  const wire = await openInspector(ada);
  const captured = () => socketExchanges(recorder, "websocket").at(-1) as CapturedExchange;

  const [asked, answered] = [wire.locator(".inspector-head").first(), wire.locator(".inspector-head").last()];
  await asked.waitFor();
  expect(await shownHead(asked)).toEqual(asShown(captured().request));
  expect(number(await asked.locator(".inspector-title .number").textContent())).toBe(captured().request.size);
  const answer = asShown(captured().response as CapturedHead);
  expect(answer).toEqual(expect.arrayContaining(await shownHead(answered)));
  await wire.getByText("Compression was not negotiated").waitFor();

  await toStep(wire, "Frames");
  for (const text of ["Grüße an alle", "x".repeat(300)]) {
    await ada.say(text);
    await ada.untilStored(text);
  }
  /** The newest `count` frames of one direction that the inspector shows. */
  const shownOf = async (direction: "out" | "in", count = Number.POSITIVE_INFINITY) => {
    // The last requests of a closed long-polling session may end after the first frames of the next WebSocket.
    const frames = (await shownFrames(wire))
      .filter((frame) => frame.kind === "frame" && frame.direction === direction)
      .slice(-count);
    return {
      texts: frames.map(({ text }) => text),
      size: frames.reduce((sum, { size }) => sum + size, 0),
    };
  };
  /** The recorded messages of the newest WebSocket. */
  const travelled = async (direction: "out" | "in") => {
    const { up, down } = captured().upgraded as { up: Buffer; down: Buffer };
    const [bytes, side] = direction === "out" ? ([up, "client"] as const) : ([down, "server"] as const);
    return { texts: await messagesIn(bytes, side), size: bytes.length };
  };
  for (const direction of ["out", "in"] as const) {
    await expect
      .poll(async () => {
        const shown = await shownOf(direction);
        const { texts } = await travelled(direction);
        const latest = texts.slice(-shown.texts.length);
        return {
          wrong: shown.texts.filter((text, index) => text !== latest[index]),
          hasGreeting: shown.texts.some((text) => text.includes("Grüße an alle")),
          uncounted: (await totals(wire))[direction] - shown.size,
        };
      })
      .toEqual({ wrong: [], hasGreeting: true, uncounted: 0 });
  }

  await wire.getByRole("button", { name: "Reconnect over long-polling" }).click();
  await ada.connection.getByText("Live over long-polling").waitFor();
  await wire.getByRole("button", { name: "Reconnect over WebSocket" }).click();
  await ada.connection.getByText("Live", { exact: true }).waitFor();
  await ada.say("After");
  await ada.untilStored("After");
  for (const direction of ["out", "in"] as const) {
    await expect
      .poll(async () => {
        const { texts, size } = await travelled(direction);
        const shown = await shownOf(direction, texts.length);
        return { texts, size, isShown: isDeepStrictEqual(shown, { texts, size }) };
      })
      .toMatchObject({ texts: expect.arrayContaining([expect.stringContaining("After")]), isShown: true });
  }
  ada.expectNoErrors();
});

test("all bytes of long-polling that the inspector shows were transferred, and the transport can be switched back", async () => {
  const room = uniqueRoom("transports");
  const recorder = await recordTcp(server.port, OFFERS);
  const ada = await Visitor.create(DESK);
  await ada.enter(`${recorder.url}/rooms/${room}`);
  const wire = await openInspector(ada);
  await toStep(wire, "Frames");
  await wire.getByRole("button", { name: "Clear" }).click();
  await wire.getByRole("button", { name: "Reconnect over long-polling" }).click();
  await ada.connection.getByText("Live over long-polling").waitFor();
  for (const text of ["By post", "Grüße"]) {
    await ada.say(text);
    await ada.untilStored(text);
  }
  // A pending poll is shown, and one is pending at a time: a row is updated without being expanded.
  const waiting = wire.locator(".inspector-kind", { hasText: "waiting for a response" });
  await expect.poll(() => waiting.count()).toBe(1);
  // The last frame of the WebSocket that is replaced: DISCONNECT, two characters after a masked header.
  const disconnect = 2 + 6;
  const sizeOf = (head: CapturedHead | undefined, body: Buffer) => (head?.size ?? 0) + body.length;
  await expect
    .poll(async () => {
      const exchanges = socketExchanges(recorder, "polling");
      const sum = (size: (exchange: CapturedExchange) => number) =>
        exchanges.reduce((all, exchange) => all + size(exchange), 0);
      const { out, in: received } = await totals(wire);
      return {
        out: out - disconnect - sum(({ request, sent }) => sizeOf(request, sent)),
        in: received - sum(({ response, received: body }) => sizeOf(response, body)),
      };
    })
    .toEqual({ out: 0, in: 0 });
  // Compared at the same moment: a poll may end between reading the inspector and the recorder.
  await expect
    .poll(async () => {
      const shown = (await shownFrames(wire)).map(({ size }) => size);
      const unseen = [...shown];
      const travelled = socketExchanges(recorder, "polling").map(
        ({ request, sent, response, received }) => sizeOf(request, sent) + sizeOf(response, received),
      );
      const isMissing = (size: number): boolean => {
        const at = unseen.indexOf(size);
        if (at >= 0) unseen.splice(at, 1);
        return at < 0;
      };
      return { isFull: shown.length > 5, missing: [disconnect, ...travelled].filter(isMissing), unseen };
    })
    .toEqual({ isFull: true, missing: [], unseen: [] });

  await toStep(wire, "Handshake");
  const first = socketExchanges(recorder, "polling").find(({ request }) => request.line.startsWith("GET "));
  const lines = await shownHead(wire.locator(".inspector-head"));
  expect(lines.slice(1)).toEqual(asShown(first?.request as CapturedHead).slice(1));

  await wire.getByRole("button", { name: "Reconnect over WebSocket" }).click();
  await ada.connection.getByText("Live", { exact: true }).waitFor();
  await ada.say("By wire");
  await ada.untilStored("By wire");
  await expect.poll(() => ada.texts()).toEqual(["By post", "Grüße", "By wire"]);
});

test("the comparison measures both transports, and the room sees one person who sends once", async () => {
  const room = uniqueRoom("compared");
  const recorder = await recordTcp(server.port, OFFERS);
  const [ada, bob] = await Promise.all([Visitor.create(DESK), Visitor.create(DESK)]);
  await bob.enter(`${server.url}/rooms/${room}`);
  await ada.enter(`${recorder.url}/rooms/${room}`);
  await ada.say("Before");
  await ada.untilStored("Before");
  const wire = await openInspector(ada);
  await toStep(wire, "Long-polling");
  await wire.getByRole("button", { name: "Start measuring" }).click();
  await wire.getByText("Measuring. Send a message").waitFor();
  for (const text of ["First", "Second"]) {
    await ada.say(text);
    await ada.untilStored(text);
  }
  await bob.say("From elsewhere");
  await ada.line("From elsewhere").waitFor();

  const row = async (name: string) => {
    const cells = await wire
      .getByRole("row", { name: new RegExp(`^${name}`) })
      .getByRole("cell")
      .allTextContents();
    return cells.map(number);
  };
  const isOpening = ({ sent, received }: CapturedExchange) =>
    sent.toString().startsWith("40") || /^0\{|^40|"welcome"/.test(received.toString());
  await expect
    .poll(async () => {
      const polls = socketExchanges(recorder, "polling").filter((exchange) => !isOpening(exchange));
      const sum = (size: (exchange: CapturedExchange) => number) =>
        polls.reduce((all, exchange) => all + size(exchange), 0);
      return {
        count: ((await row("Frames or requests"))[1] ?? 0) - polls.length,
        out: ((await row("Sent"))[1] ?? 0) - sum(({ request, sent }) => request.size + sent.length),
        in:
          ((await row("Received"))[1] ?? 0) -
          sum(({ response, received }) => (response?.size ?? 0) + received.length),
        waits: (await row("Time until a message is stored")).map((wait) => wait > 0),
      };
    })
    .toEqual({ count: 0, out: 0, in: 0, waits: [true, true] });
  const [websocket = 0, polling = 0] = await row("Overhead per packet");
  expect(websocket).toBeGreaterThan(0);
  expect(polling).toBeGreaterThan(20 * websocket);

  await expect.poll(() => ada.texts()).toEqual(["Before", "First", "Second", "From elsewhere"]);
  await expect.poll(() => bob.texts()).toEqual(await ada.texts());
  await bob.page.getByText("2 members online").waitFor({ state: "attached" });
  await wire.getByRole("button", { name: "Stop measuring" }).click();
  await ada.say("After");
  await ada.untilStored("After");
  await bob.line("After").waitFor();
  await expect.poll(() => bob.texts()).toEqual(await ada.texts());
  ada.expectNoErrors();
});

test("the list can be filtered, paused and cleared, and the inspector shows where frames are compressed", async () => {
  const room = uniqueRoom("tools");
  const ada = await Visitor.create(DESK);
  await ada.enter(`${server.url}/rooms/${room}`);
  const wire = await openInspector(ada);
  // Without a recorder compression is offered, and the development server accepts it.
  await wire.getByText("Both sides agreed to compress frames").waitFor();
  await toStep(wire, "Frames");
  const rows = wire.locator(".inspector-frames > li");
  await ada.say("One");
  await ada.untilStored("One");
  await wire.getByRole("button", { name: "Sent", exact: true }).click();
  await expect
    .poll(() => rows.evaluateAll((all) => [...new Set(all.map((row) => row.dataset.direction))]))
    .toEqual(["in"]);
  await wire.getByRole("button", { name: "Sent", exact: true }).click();

  await wire.getByRole("button", { name: "Pause" }).click();
  const paused = await rows.count();
  await ada.say("Two");
  await ada.untilStored("Two");
  await wire.getByRole("button", { name: /^Resume \([1-9]\d* new\)$/ }).waitFor();
  await expect.poll(() => rows.count()).toBe(paused);
  await wire.getByRole("button", { name: /^Resume/ }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(paused);

  // A frame, such as a heartbeat, may follow.
  await expect
    .poll(async () => {
      await wire.getByRole("button", { name: "Clear" }).click();
      return { empty: await wire.getByText("No traffic yet.").count(), ...(await totals(wire)) };
    })
    .toEqual({ empty: 1, out: 0, in: 0 });
});
