/** Byte budgets of a first visit: until the first message, and in all. */
import { gzipSync } from "node:zlib";
import type { Response } from "playwright-core";
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { recordTcp, type TcpRecorder } from "../support/tcp-recorder.ts";
import { fillRoom } from "./support/fill-room.ts";
import { cachedPaths, untilSavedOffline } from "./support/offline-cache.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

/** The maximum of JavaScript requested before the first message shows, in compressed bytes. */
const BUDGET = 61_000;
/** The maximum of all kinds, the HTML included, until the first message shows. */
const FIRST_MESSAGE = 70_000;
/** The maximum of a whole first visit as transferred: with all heads and frames, and what the service worker stores. */
const WHOLE_VISIT = 190_000;

declare global {
  interface Window {
    /** When the first message was on the page, in milliseconds since the start of the navigation. */
    firstMessageAt?: number;
  }
}

function noteFirstMessage(): void {
  const observer = new MutationObserver(() => {
    if (document.querySelector(".room:not(.early) .line") === null) return;
    window.firstMessageAt = performance.now();
    observer.disconnect();
  });
  observer.observe(document, { childList: true, subtree: true });
}

test.each(["en-GB", "de-AT", "ar-EG"])(
  "a room in %s shows its first message within 61 kB of compressed JavaScript and 70 kB in all, and opens offline after 190 kB",
  async (locale) => {
    const room = uniqueRoom(`budget-${locale.toLowerCase()}`);
    await fillRoom(server, room, ["**First**"]);
    const network = await recordTcp(Number(new URL(server.url).port));
    const ada = await Visitor.create({ ...WITH_SERVICE_WORKER, init: noteFirstMessage, locale });
    const responses = new Map<string, Response>();
    ada.page.on("response", (response) => responses.set(response.url(), response));
    await ada.enter(`${network.url}/rooms/${room}`);
    await ada.page.locator("strong", { hasText: "First" }).waitFor();

    // Everything requested until then, also if it arrived later, by scripts or the page's head.
    const { scripts, kinds, firstMessage } = await ada.page.evaluate(() => {
      const before = performance
        .getEntriesByType("resource")
        .filter(({ startTime }) => startTime < (window.firstMessageAt ?? 0));
      const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
      const isScript = ({ name }: { name: string }) => /\.m?js(?:$|\?)/.test(name);
      return {
        scripts: before.filter(isScript).map((entry) => {
          const { name, encodedBodySize } = entry as PerformanceResourceTiming;
          return { name, transferred: encodedBodySize };
        }),
        firstMessage: (before as PerformanceResourceTiming[]).reduce(
          (sum, { encodedBodySize }) => sum + encodedBodySize,
          page?.encodedBodySize ?? Infinity,
        ),
        kinds: before.filter((entry) => !isScript(entry)).map(({ name }) => new URL(name).pathname),
      };
    });
    const names = scripts.map(({ name }) => name);
    const asked = [...responses.keys()].map((name) => name.slice(name.lastIndexOf("/") + 1));
    expect(asked.some((name) => /^room-\w+\.js$/.test(name))).toBe(true);
    expect(asked.filter((name) => name.startsWith("words-room-"))).toEqual([
      expect.stringMatching(new RegExp(`^words-room-${locale.slice(0, 2)}-`)),
    ]);
    // No script was loaded in another way.
    expect(kinds.filter((path) => !/\.(?:css|svg|webmanifest)$|socket\.io/.test(path))).toEqual([]);
    expect(await ada.page.locator('script:not([src], [type="application/json"])').count()).toBe(0);

    let [transferred, gzipped, plain] = [0, 0, 0];
    for (const script of scripts) {
      const response = responses.get(script.name);
      const body = (await response?.body()) ?? Buffer.alloc(0);
      expect(body.length, script.name).toBeGreaterThan(0);
      expect(response?.headers()["content-encoding"], script.name).toMatch(/^(?:br|gzip|zstd)$/);
      expect(script.transferred, script.name).toBeLessThan(body.length + 64);
      transferred += script.transferred;
      gzipped += gzipSync(body).length;
      plain += body.length;
    }
    console.log(
      `${locale}: ${transferred} bytes of JavaScript as sent, ${gzipped} by gzip, ${plain} plain, ` +
        names.map((name) => name.slice(name.lastIndexOf("/") + 1)).join(", "),
    );
    expect(transferred).toBeGreaterThan(20_000);
    // As compressed by this server, and with gzip.
    expect(transferred).toBeLessThan(BUDGET);
    expect(gzipped).toBeLessThan(BUDGET);
    expect(firstMessage).toBeGreaterThan(transferred);
    expect(firstMessage).toBeLessThan(FIRST_MESSAGE);

    await untilSavedOffline(ada, room);
    const parts = () =>
      ada.page.evaluate(() =>
        performance
          .getEntriesByType("resource")
          .flatMap(({ name }) => /\/chunk-(\D+)-\w+\.js$/.exec(name)?.[1] ?? []),
      );
    await expect.poll(parts).toEqual(expect.arrayContaining(["markdown", "after-messages"]));
    // Nothing that this visit does not use, and that a device does not need offline.
    const unused = /highlight|inspector|emoji|dialogs|new-room/;
    const stored = Object.values(await cachedPaths(ada)).flat();
    expect([...(await parts()), ...stored].filter((name) => unused.test(name))).toEqual([]);
    const whole = received(network);
    expect(whole).toBeGreaterThan(2 * firstMessage);
    expect(whole).toBeLessThan(WHOLE_VISIT);
    console.log(`${locale}: ${firstMessage} bytes until the first message, ${whole} in the whole visit`);
  },
);

test("the front page is usable within 40 kB, and opens offline after 190 kB", async () => {
  const network = await recordTcp(Number(new URL(server.url).port));
  // A page that is visible asks for the public rooms every ten seconds, however long the visit is.
  const init = () => Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
  const ada = await Visitor.create({ ...WITH_SERVICE_WORKER, init });
  await ada.page.goto(network.url);
  await ada.page.locator(".enter-room-frame:not([inert])").waitFor();
  const usable = await ada.page.evaluate(() => {
    const entries = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
    return (entries as PerformanceResourceTiming[]).reduce(
      (sum, { encodedBodySize }) => sum + encodedBodySize,
      0,
    );
  });
  expect(usable).toBeGreaterThan(15_000);
  expect(usable).toBeLessThan(40_000);
  await untilSavedOffline(ada);
  const whole = received(network);
  expect(whole).toBeGreaterThan(2 * usable);
  expect(whole).toBeLessThan(WHOLE_VISIT);
  console.log(`front page: ${usable} bytes until it is usable, ${whole} in the whole visit`);
});

/** How many bytes came from the server. */
const received = ({ connections }: TcpRecorder): number =>
  connections.flatMap(({ down }) => down).reduce((sum, { length }) => sum + length, 0);
