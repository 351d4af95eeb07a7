/** The network inspector, compared with a TCP recorder between browser and server. */
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { type CapturedExchange, type CapturedHead, messagesIn } from "../support/http-capture.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { recordTcp } from "../support/tcp-recorder.ts";
import { openInspector } from "./support/dialogs.ts";
import {
  COMPRESSION_HEADERS,
  DESKTOP,
  expectedHead,
  openStep,
  parseCount,
  shownFrames,
  shownHead,
  socketExchanges,
  totals,
} from "./support/inspector.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("the inspector shows all bytes of a WebSocket from its handshake on, also after a reconnect", async () => {
  const room = uniqueRoom("inspector");
  const recorder = await recordTcp(server.port, COMPRESSION_HEADERS);
  const ada = await Visitor.create(DESKTOP);
  await ada.enter(`${recorder.url}/rooms/${room}`);
  await ada.say("Before");
  await ada.untilStored("Before");
  const inspector = await openInspector(ada);
  const captured = () => socketExchanges(recorder, "websocket").at(-1) as CapturedExchange;

  const [asked, answered] = [
    inspector.locator(".inspector-head").first(),
    inspector.locator(".inspector-head").last(),
  ];
  await asked.waitFor();
  expect(await shownHead(asked)).toEqual(expectedHead(captured().request));
  expect(parseCount(await asked.locator(".inspector-title .number").textContent())).toBe(
    captured().request.size,
  );
  const answer = expectedHead(captured().response as CapturedHead);
  expect(answer).toEqual(expect.arrayContaining(await shownHead(answered)));
  await inspector.getByText("Compression was not negotiated").waitFor();

  await openStep(inspector, "Frames");
  for (const text of ["Grüße an alle", "x".repeat(300)]) {
    await ada.say(text);
    await ada.untilStored(text);
  }
  /** The newest `count` frames of one direction that the inspector shows. */
  const shownOf = async (direction: "out" | "in", count = Number.POSITIVE_INFINITY) => {
    // The last requests of a closed long-polling session may end after the first frames of the next WebSocket.
    const frames = (await shownFrames(inspector))
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
    // The inspector shows what separates the packets of a frame by its name and its byte.
    const texts = (await messagesIn(bytes, side)).map((text) => text.replaceAll("\x1e", ""));
    return { texts, size: bytes.length };
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
          uncounted: (await totals(inspector))[direction] - shown.size,
        };
      })
      .toEqual({ wrong: [], hasGreeting: true, uncounted: 0 });
  }

  await inspector.getByRole("button", { name: "Reconnect over long-polling" }).click();
  await ada.connection.getByText("Live over long-polling").waitFor();
  await inspector.getByRole("button", { name: "Reconnect over WebSocket" }).click();
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
  const recorder = await recordTcp(server.port, COMPRESSION_HEADERS);
  const ada = await Visitor.create(DESKTOP);
  await ada.enter(`${recorder.url}/rooms/${room}`);
  const inspector = await openInspector(ada);
  await openStep(inspector, "Frames");
  await inspector.getByRole("button", { name: "Clear" }).click();
  await inspector.getByRole("button", { name: "Reconnect over long-polling" }).click();
  await ada.connection.getByText("Live over long-polling").waitFor();
  for (const text of ["By polling", "Grüße"]) {
    await ada.say(text);
    await ada.untilStored(text);
  }
  // A pending poll is shown, and one is pending at a time: a row is updated without being expanded.
  const waiting = inspector.locator(".inspector-kind", { hasText: "waiting for a response" });
  await expect.poll(() => waiting.count()).toBe(1);
  // The last frame of the WebSocket that is replaced: DISCONNECT, two characters after a masked header.
  const disconnect = 2 + 6;
  const sizeOf = (head: CapturedHead | undefined, body: Buffer) => (head?.size ?? 0) + body.length;
  /** The frames of the WebSocket that are shown: a heartbeat may have come before it was replaced. */
  const shownOnWebSocket = async (direction: "out" | "in") =>
    (await shownFrames(inspector))
      .filter((frame) => frame.kind === "frame" && frame.direction === direction)
      .map(({ size }) => size);
  const sizeOnWebSocket = async (direction: "out" | "in") =>
    (await shownOnWebSocket(direction)).reduce((sum, size) => sum + size, 0);
  expect(await shownOnWebSocket("out")).toContain(disconnect);
  await expect
    .poll(async () => {
      const exchanges = socketExchanges(recorder, "polling");
      const sum = (size: (exchange: CapturedExchange) => number) =>
        exchanges.reduce((all, exchange) => all + size(exchange), 0);
      const { out, in: received } = await totals(inspector);
      return {
        out: out - (await sizeOnWebSocket("out")) - sum(({ request, sent }) => sizeOf(request, sent)),
        in:
          received -
          (await sizeOnWebSocket("in")) -
          sum(({ response, received: body }) => sizeOf(response, body)),
      };
    })
    .toEqual({ out: 0, in: 0 });
  // Compared at the same moment: a poll may end between reading the inspector and the recorder.
  await expect
    .poll(async () => {
      const shown = (await shownFrames(inspector))
        .filter(({ kind }) => kind === "exchange")
        .map(({ size }) => size);
      const unseen = [...shown];
      const travelled = socketExchanges(recorder, "polling").map(
        ({ request, sent, response, received }) => sizeOf(request, sent) + sizeOf(response, received),
      );
      const isMissing = (size: number): boolean => {
        const at = unseen.indexOf(size);
        if (at >= 0) unseen.splice(at, 1);
        return at < 0;
      };
      return { isFull: shown.length > 5, missing: travelled.filter(isMissing), unseen };
    })
    .toEqual({ isFull: true, missing: [], unseen: [] });

  await openStep(inspector, "Handshake");
  const first = socketExchanges(recorder, "polling").find(({ request }) => request.line.startsWith("GET "));
  const lines = await shownHead(inspector.locator(".inspector-head"));
  expect(lines.slice(1)).toEqual(expectedHead(first?.request as CapturedHead).slice(1));

  await inspector.getByRole("button", { name: "Reconnect over WebSocket" }).click();
  await ada.connection.getByText("Live", { exact: true }).waitFor();
  await ada.say("By WebSocket");
  await ada.untilStored("By WebSocket");
  await expect.poll(() => ada.texts()).toEqual(["By polling", "Grüße", "By WebSocket"]);
});

test("the comparison measures both transports, and the room sees one person who sends once", async () => {
  const room = uniqueRoom("compared");
  const recorder = await recordTcp(server.port, COMPRESSION_HEADERS);
  const [ada, bob] = await Promise.all([Visitor.create(DESKTOP), Visitor.create(DESKTOP)]);
  await bob.enter(`${server.url}/rooms/${room}`);
  await ada.enter(`${recorder.url}/rooms/${room}`);
  await ada.say("Before");
  await ada.untilStored("Before");
  const inspector = await openInspector(ada);
  await openStep(inspector, "Long-polling");
  await inspector.getByRole("button", { name: "Start measuring" }).click();
  await inspector.getByText("Measuring. Send a message").waitFor();
  for (const text of ["First", "Second"]) {
    await ada.say(text);
    await ada.untilStored(text);
  }
  await bob.say("From elsewhere");
  await ada.line("From elsewhere").waitFor();

  const row = async (name: string) => {
    const cells = await inspector
      .getByRole("row", { name: new RegExp(`^${name}`) })
      .getByRole("cell")
      .allTextContents();
    return cells.map(parseCount);
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
  await inspector.getByRole("button", { name: "Stop measuring" }).click();
  await ada.say("After");
  await ada.untilStored("After");
  await bob.line("After").waitFor();
  await expect.poll(() => bob.texts()).toEqual(await ada.texts());
  ada.expectNoErrors();
});

test("the list can be filtered, paused and cleared, and the inspector shows where frames are compressed", async () => {
  const room = uniqueRoom("tools");
  const ada = await Visitor.create(DESKTOP);
  await ada.enter(`${server.url}/rooms/${room}`);
  const inspector = await openInspector(ada);
  // Without a recorder compression is offered, and the development server accepts it.
  await inspector.getByText("Both sides agreed to compress frames").waitFor();
  await openStep(inspector, "Frames");
  const rows = inspector.locator(".inspector-frames > li");
  await ada.say("One");
  await ada.untilStored("One");
  await inspector.getByRole("button", { name: "Sent", exact: true }).click();
  await expect
    .poll(() => rows.evaluateAll((all) => [...new Set(all.map((row) => row.dataset.direction))]))
    .toEqual(["in"]);
  await inspector.getByRole("button", { name: "Sent", exact: true }).click();

  await inspector.getByRole("button", { name: "Pause" }).click();
  const paused = await rows.count();
  await ada.say("Two");
  await ada.untilStored("Two");
  await inspector.getByRole("button", { name: /^Resume \([1-9]\d* new\)$/ }).waitFor();
  await expect.poll(() => rows.count()).toBe(paused);
  await inspector.getByRole("button", { name: /^Resume/ }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(paused);

  // A frame, such as a heartbeat, may follow.
  await expect
    .poll(async () => {
      await inspector.getByRole("button", { name: "Clear" }).click();
      return { empty: await inspector.getByText("No traffic yet.").count(), ...(await totals(inspector)) };
    })
    .toEqual({ empty: 1, out: 0, in: 0 });
});
