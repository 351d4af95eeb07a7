/**
 * How fast a room and the front page open on a phone: `npm run pagespeed`. A build as it is deployed, a room of 450 messages, Chromium with a
 * processor four times slower, Slow 4G for all that travels. See docs/benchmark.md.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { io } from "socket.io-client";
import { exitOnSignals, numberOption, readCommandLine } from "../../scripts/command-line.ts";
import { socketPath } from "../../src/shared/room-name.ts";
import { sendAll } from "../../test/browser/support/fill-room.ts";
import type {} from "../../test/support/build.setup.ts";
import { buildWorker } from "../../test/support/build.ts";
import { launchChromium } from "../../test/support/chromium.ts";
import { RAISED_LIMITS } from "../../test/support/raised-limits.ts";
import { startServer } from "../../test/support/server.ts";
import { median } from "../report/statistics.ts";
import { SlowNetwork } from "./slow-network.ts";
import { type Visit, type VisitedPage, visit } from "./visit.ts";

const MESSAGES = 450;
const ROOM = "pagespeed";

const { values } = readCommandLine({
  usage: `npm run pagespeed -- [--rounds 3] [--verbose]

Opens a room and the front page on a slow phone and prints how long it takes: the median of so many rounds.`,
  options: {
    rounds: { type: "string", default: "3" },
    verbose: { type: "boolean", default: false },
  },
});
const rounds = numberOption("rounds", values.rounds, { least: 1 });

const texts = Array.from({ length: MESSAGES }, (_, n) =>
  n % 9 === 0
    ? `Message ${n} has a **word** in bold, \`code\` and https://example.com/${n}`
    : `Message ${n}: ${"what people say in a room, in a sentence or two. ".repeat(1 + (n % 3))}`,
);

async function say(url: string, texts: readonly string[], name: string): Promise<void> {
  const socket = io(url, { path: socketPath(ROOM), transports: ["websocket"], auth: { name } });
  await sendAll(socket, texts);
  socket.disconnect();
}

const room: VisitedPage = {
  path: `/rooms/${ROOM}`,
  content: ".line",
  ready: '.connection[data-state="live"]',
};
const frontPage: VisitedPage = { path: "/", content: ".public a", ready: ".enter-room-frame:not([inert])" };

const PHONE = {
  viewport: { width: 412, height: 823 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  locale: "en-GB",
  serviceWorkers: "allow",
} as const;

interface Visits {
  first: Visit[];
  again: Visit[];
  front: Visit[];
}

async function measure(rounds: number): Promise<Visits> {
  const builds = await mkdtemp(join(tmpdir(), "socket-rocket-pagespeed-"));
  await buildWorker(builds, "app");
  const server = await startServer({ builds, outlivesTest: true, vars: RAISED_LIMITS });
  const visits: Visits = { first: [], again: [], front: [] };
  try {
    for (let at = 0; at < MESSAGES; at += 50)
      await say(server.url, texts.slice(at, at + 50), at % 100 === 0 ? "Ada" : "Grace");
    for (let round = 0; round < rounds; round += 1) {
      const network = await SlowNetwork.to(server.port);
      const { context, close } = await launchChromium(PHONE);
      visits.first.push(await visit(context, network, room));
      // The service worker takes its time to store everything.
      await after(8_000);
      visits.again.push(await visit(context, network, room));
      await close();
      const other = await launchChromium(PHONE);
      visits.front.push(await visit(other.context, network, frontPage));
      await other.close();
      network.close();
    }
  } finally {
    await server.stop();
    await rm(builds, { recursive: true, force: true });
  }
  return visits;
}

function print({ first, again, front }: Visits): void {
  const rows: [string, Visit[], keyof Omit<Visit, "longTasks" | "shifts">, (value: number) => string][] = [
    ["first visit, first message visible", first, "content", seconds],
    ["first visit, live", first, "ready", seconds],
    ["repeat visit, messages visible", again, "content", seconds],
    ["repeat visit, live", again, "ready", seconds],
    ["total blocking time, first visit", first, "blocking", seconds],
    ["total blocking time, repeat visit", again, "blocking", seconds],
    ["layout shift, first visit", first, "shift", (value) => value.toFixed(3)],
    ["received before the first message", first, "bytesBefore", kilobytes],
    ["received in the whole first visit", first, "bytes", kilobytes],
    ["received in the whole repeat visit", again, "bytes", kilobytes],
    ["front page, first public room visible", front, "content", seconds],
    ["front page, usable", front, "ready", seconds],
    ["total blocking time, front page", front, "blocking", seconds],
    ["layout shift, front page", front, "shift", (value) => value.toFixed(3)],
    ["received in the whole visit of the front page", front, "bytes", kilobytes],
  ];
  console.log(`| | median of ${first.length} | each |\n| --- | --- | --- |`);
  for (const [name, visits, key, format] of rows) {
    const values = visits.map((one) => one[key]);
    console.log(`| ${name} | ${format(median(values))} | ${values.map(format).join(", ")} |`);
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
const kilobytes = (bytes: number): string => `${Math.round(bytes / 1_000)} kB`;

exitOnSignals();
const results = await measure(rounds);
print(results);
if (values.verbose) console.log(JSON.stringify(results, null, 2));
process.exit();
