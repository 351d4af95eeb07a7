/** A deploy while pages are open: each page uses the files of its own build, and so does the offline copy. */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deployable } from "../support/deploy.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";
import { cachedPaths, untilSavedOffline } from "./support/offline-cache.ts";
import { SHOWN_LINE, untilEffectsRan, Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

/** Changes a file that most chunks depend on, so that their names change, and a visible text. */
const CHANGES = {
  "src/web/i18n/dictionary.ts": [
    "texts are used before they are loaded",
    "texts of the new build are missing",
  ],
  "src/web/i18n/room/en.ts": [
    "This is the beginning of the room.",
    "This is the beginning of the new build.",
  ],
} as const;

/** What a device stores of a build, as parts of the page. */
const PARTS = [
  /^room-\w+\.js$/,
  /^landing-\w+\.js$/,
  /^words-room-en-\w+\.js$/,
  /^words-landing-en-\w+\.js$/,
  /^style-\w+\.css$/,
  /^landing-style-\w+\.css$/,
  /^lazy-style-\w+\.css$/,
  /^chunk-markdown-\w+\.js$/,
  /^chunk-after-messages-\w+\.js$/,
  /^chunk-panels-\w+\.js$/,
  /^chunk-files-\w+\.js$/,
];

test("an open tab keeps working after a deploy, and the next one is completely new, offline too", async () => {
  const room = uniqueRoom("deploy");
  const { builds, assets, rebuild } = await deployable();
  const server = await startServer({ builds });
  const url = `${server.url}/rooms/${room}`;
  const ada = await Visitor.create(WITH_SERVICE_WORKER);
  await ada.enter(url);
  await ada.say("Before the deploy");
  await ada.untilStored("Before the deploy");
  await ada.page.getByText("This is the beginning of the room.").waitFor();
  await untilSavedOffline(ada, room);
  const pages = async () => Object.keys(await cachedPaths(ada)).filter((name) => name.startsWith("page-"));
  const [first] = await pages();
  const oldChunks = await chunksIn(assets);

  await server.kill();
  await rebuild(CHANGES);
  // At first only half of the new build is available: none of it is stored.
  const words = join(
    assets,
    (await readdir(assets)).find((name) => /^words-room-en-\w+\.js$/.test(name)) ?? "",
  );
  const newWords = await readFile(words);
  await rm(words);
  await server.restart();
  await ada.untilLive();
  expect((await chunksIn(assets)).filter((chunk) => !oldChunks.includes(chunk)).length).toBeGreaterThan(5);
  const end = await ada.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const ended = new Promise<string>((resolve) => {
      const watch = () => {
        const { installing } = registration;
        installing?.addEventListener("statechange", () => {
          if (installing.state !== "installing") resolve(installing.state);
        });
      };
      registration.addEventListener("updatefound", watch);
      // The browser may look for an update by itself.
      watch();
    });
    await registration.update().catch(() => undefined);
    return ended;
  });
  expect(end).toBe("redundant");
  expect(await pages()).toEqual([first]);
  // A chunk that this tab has not loaded, and that the server no longer has.
  await ada.page.keyboard.press("Control+k");
  await ada.page.getByRole("combobox", { name: "Room" }).waitFor();
  await ada.page.keyboard.press("Escape");

  await writeFile(words, newWords);
  await server.kill();
  await server.restart();
  await ada.untilLive();
  // If the server is slow, the stored page opens, with all its files, and the new one next time.
  const next = await ada.context.newPage();
  await expect
    .poll(
      async () => {
        await next.goto(url);
        await next.getByText(/This is the beginning of the (?:room|new build)\./).waitFor();
        return next.getByText("This is the beginning of the new build.").count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  await expect.poll(pages, { timeout: 60_000 }).toHaveLength(2);
  const second = (await pages()).find((name) => name !== first) ?? "";
  await expect.poll(async () => (await cachedPaths(ada))[second], { timeout: 60_000 }).toContain("/rooms/");
  // The tab from before the deploy still has its own files.
  await ada.page.bringToFront();
  await ada.page.getByText("This is the beginning of the room.").waitFor();
  await ada.page.keyboard.press("Control+/");
  await ada.page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();

  const kept = await next.evaluate(async (name) => {
    const cache = await caches.open(name);
    const files: [path: string, hash: string][] = [];
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith("/assets/")) continue;
      const body = await (await cache.match(request))?.arrayBuffer();
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", body ?? new ArrayBuffer()));
      files.push([pathname, [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")]);
    }
    return files;
  }, second);
  // Each file with all that it imports, neither the words of other languages nor what few visits need.
  const names = kept.map(([path]) => path.replace("/assets/", ""));
  expect(names).toEqual(expect.arrayContaining(PARTS.map((part) => expect.stringMatching(part))));
  expect(names.filter((name) => /-(?:de|ar)-|highlight|inspector|emoji|dialogs|new-room/.test(name))).toEqual(
    [],
  );
  for (const name of names.filter((name) => name.endsWith(".js"))) {
    const content = await readFile(join(assets, name), "utf8");
    const imported = [...content.matchAll(/(?:from|import)"\.\/([\w-]+\.js)"/g)].map(([, other]) => other);
    expect(names, name).toEqual(expect.arrayContaining(imported));
  }
  for (const [path, hash] of kept) {
    const content = await readFile(join(assets, path.replace("/assets/", "")));
    expect(hash, path).toBe(createHash("sha256").update(content).digest("hex"));
  }

  // Not with emulated offline mode: a service worker that the browser has just stopped may then never answer.
  await server.kill();
  for (const page of [next, await ada.context.newPage()]) {
    // An automated browser sometimes does not start a stopped service worker for a navigation: repeat it.
    const opens = () => page.goto(url, { timeout: 20_000 }).then(Boolean, () => false);
    await expect.poll(opens, { timeout: 90_000 }).toBe(true);
    await page.locator(SHOWN_LINE, { hasText: "Before the deploy" }).waitFor();
    await untilEffectsRan(page);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Room" }).waitFor();
  }
});

const chunksIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith("chunk-") && name.endsWith(".js"));
