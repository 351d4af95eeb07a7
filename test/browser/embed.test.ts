/** A room in a frame on a page of another site: the demo page of examples/embed. */
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { FrameLocator } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { repository } from "../support/build.ts";
import { connectClient, once } from "../support/clients.ts";
import { freePort } from "../support/free-port.ts";
import { tokenOf } from "../support/identity.ts";
import { uniqueRoom, uniqueWord } from "../support/rooms.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { axeViolations } from "./support/axe.ts";
import { customServer } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** A picture of one pixel. */
const DOT =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const SECRET = `a secret of site and chat: ${uniqueWord()}`;

/** The ports of the sites that the server allows to show its rooms. */
let examplePort: number;
let namedPort: number;
let server: RunningServer;
beforeAll(async () => {
  [examplePort, namedPort] = [await freePort(), await freePort()];
  const named = `http://localhost:${namedPort}`;
  server = await startServer({
    vars: {
      FRAME_ANCESTORS: `http://localhost:${examplePort} ${named}`,
      IDENTITY_SECRET: SECRET,
      IDENTITY_PICTURE_ORIGINS: named,
    },
  });
});
afterAll(() => server.stop());

/** Serves HTML and a picture as another site: `localhost` is not the site of `127.0.0.1`. Returns its origin. */
async function serveSite(html: () => string, port = 0): Promise<string> {
  const site = createServer(({ url = "/" }, response) => {
    if (url.endsWith(".png"))
      response.writeHead(200, { "Content-Type": "image/png" }).end(Buffer.from(DOT, "base64"));
    else response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(html());
  });
  await new Promise<void>((resolve) => site.listen(port, "localhost", resolve));
  onTestFinished(() => {
    site.closeAllConnections();
    site.close();
  });
  return `http://localhost:${(site.address() as AddressInfo).port}`;
}

/** Runs the server of the example. Returns its origin. */
async function serveExample(port: number, variables: Record<string, string>): Promise<string> {
  const example = spawn(process.execPath, [join(repository, "examples/embed/server.mjs")], {
    env: { ...process.env, ...variables, PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void example.kill());
  const [printed] = await once<[Buffer]>(example.stdout, "data");
  return String(printed).trim();
}

const composerIn = (frame: FrameLocator) => frame.getByRole("textbox", { name: /^(Message|Nachricht an) / });

async function sayIn(frame: FrameLocator, text: string): Promise<void> {
  await composerIn(frame).fill(text);
  await frame.locator(".composer .send").click();
  await frame.locator("#root .line:not([data-state])", { hasText: text }).waitFor({ timeout: 90_000 });
}

const untilLiveIn = (frame: FrameLocator) =>
  frame.locator('.connection[data-state="live"]').waitFor({ timeout: 90_000 });

test("a user of the site chats in the frame, in its colours and language, with third-party cookies blocked", async () => {
  const room = uniqueRoom("embed");
  const site = await serveExample(examplePort, {
    CHAT_URL: server.url,
    ROOM: room,
    IDENTITY_SECRET: SECRET,
  });
  const ada = await Visitor.create({ blockCookies: "third-party" });
  const { page } = ada;
  await page.goto(site);
  const frame = page.frameLocator(".socket-rocket iframe");
  await untilLiveIn(frame);
  await sayIn(frame, "From the frame");
  const head = frame.locator("#root .group-head").first();
  expect(await head.locator(".author").textContent()).toBe("Ada");
  await head.getByText("Verified", { exact: true }).waitFor();
  await head.getByText("Owner", { exact: true }).waitFor();
  // Nothing of the token is in an address, in storage, or in a cookie.
  const inner = page.frames().find((candidate) => candidate.url().includes(room)) ?? expect.fail("no frame");
  const kept = await inner.evaluate(() => {
    const read = (name: "localStorage" | "sessionStorage") => {
      try {
        return JSON.stringify(window[name]);
      } catch {
        return "blocked";
      }
    };
    return [location.href, window.name, document.cookie, read("localStorage"), read("sessionStorage")].join();
  });
  expect(kept).not.toMatch(/eyJ/);
  expect(await ada.context.cookies(server.url)).toEqual([]);

  // The colours and the theme of the site, now and later.
  const styleOf = (name: string) =>
    inner.evaluate((property) => getComputedStyle(document.documentElement).getPropertyValue(property), name);
  await expect.poll(() => styleOf("--accent")).toBe("#1a6b3c");
  expect(await styleOf("color-scheme")).toBe("light");
  const element = page.locator(".socket-rocket");
  await element.evaluate((host) => {
    host.style.setProperty("--socket-rocket-accent", "url(https://tracker.example)");
    host.style.setProperty("--socket-rocket-line", "rebeccapurple");
    host.dataset.theme = "dark";
  });
  await expect.poll(() => styleOf("--line")).toBe("rebeccapurple");
  expect(await styleOf("color-scheme")).toBe("dark");
  expect(await styleOf("--accent")).toMatch(/^light-dark/);
  // A page that is not the parent changes nothing.
  await inner.evaluate(() =>
    postMessage({ source: "socket-rocket", type: "theme", theme: "light", colors: {} }),
  );
  expect(await styleOf("color-scheme")).toBe("dark");

  // Another language, and the same person.
  await element.evaluate((host) => {
    host.dataset.lang = "de";
  });
  await composerIn(frame)
    .and(frame.getByLabel(/Nachricht an/))
    .waitFor();
  await untilLiveIn(frame);
  await frame.locator("#root .author.own", { hasText: "Ada" }).waitFor();
  // The name is the site's.
  await frame
    .getByRole("button", { name: /^Mitglieder/ })
    .first()
    .click();
  const people = frame.locator(".panel.people");
  await people.locator(".yourself-name", { hasText: "Ada" }).waitFor();
  expect(await people.getByRole("button", { name: "Namen ändern" }).count()).toBe(0);

  // The user's data in this room, by the token of the site.
  await people.getByRole("button", { name: "Deine Daten" }).click();
  const dialog = frame.getByRole("dialog", { name: "Deine Daten" });
  const saved = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Meine Daten herunterladen" }).click();
  const file = JSON.parse(await readFile(await (await saved).path(), "utf8"));
  expect(file.rooms).toMatchObject([{ name: room, messages: [{ text: "From the frame" }] }]);
  await dialog.getByText("Deine Daten sind heruntergeladen.").waitFor();
  await dialog.getByRole("button", { name: "Meine Daten löschen" }).click();
  await dialog.getByText("Dieser Raum gehört dir.").waitFor();
  expect(await axeViolations(ada, [], ["light"])).toEqual([]);
  // Enter cancels, and the focus is where it was.
  await page.keyboard.press("Enter");
  const eraseButton = dialog.getByRole("button", { name: "Meine Daten löschen" });
  await expect.poll(() => eraseButton.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Ja, alles löschen" }).click();
  await dialog.getByText("Deine Daten in diesem Raum sind gelöscht.").waitFor();
  await frame.locator("#root .line", { hasText: "Diese Nachricht wurde gelöscht" }).waitFor();
  const left = await (await fetch(`${server.url}/api/rooms/${room}/messages`)).text();
  expect(left).not.toMatch(/From the frame|"Ada"/);
  await page.keyboard.press("Escape");

  // A room that the site removes leaves nothing behind, and the others still get their messages.
  const removed = await page.evaluateHandle(() => {
    const host = document.createElement("div");
    host.dataset.room = "removed";
    document.body.append(host);
    (Reflect.get(window, "SocketRocket") as { embed(element: HTMLElement): void }).embed(host);
    host.remove();
    return new WeakRef(host);
  });
  const isCollected = async () => {
    await page.requestGC();
    return removed.evaluate((reference) => reference.deref() === undefined);
  };
  await expect.poll(isCollected).toBe(true);
  ada.expectNoErrors();
});

test("a token that is missing, expires or is rejected is asked for, and a new one keeps the person", async () => {
  const room = uniqueRoom("embed-jwt");
  const site = await serveSite(
    () => `<!doctype html><div class="socket-rocket" data-room="${room}" data-jwt="" style="height:500px"></div>
      <script>
        reasons = [];
        addEventListener("socket-rocket:jwt-needed", ({ detail }) => reasons.push(detail.reason));
      </script>
      <script src="${server.url}/embed.js" async></script>`,
    namedPort,
  );
  const { page } = await Visitor.create();
  await page.goto(site);
  const reasons = () => page.evaluate(() => Reflect.get(window, "reasons") as string[]);
  const give = async (claims: object) => {
    const jwt = await tokenOf("ada", { name: "Ada", ...claims }, SECRET);
    await page.locator(".socket-rocket").evaluate((host, token) => {
      host.dataset.jwt = token;
    }, jwt);
  };
  // Nobody enters without a token.
  await expect.poll(reasons).toEqual(["missing"]);
  const frame = page.frameLocator("iframe");
  await give({ exp: 1 });
  await expect.poll(reasons).toContain("rejected");
  await give({ exp: Math.floor(Date.now() / 1_000) + 40, picture: `${site}/ada.png` });
  await untilLiveIn(frame);
  // The Content-Security-Policy allows the picture.
  const picture = frame.locator(".panel.people .yourself .avatar img");
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
  await sayIn(frame, "Before");
  // In the middle of its time.
  await expect.poll(reasons, { timeout: 60_000 }).toContain("expiring");
  // The site has another name and picture of the user by now.
  await give({ name: "Ada Lovelace", picture: `${site}/later.png` });
  await frame.locator(".yourself-name", { hasText: "Ada Lovelace" }).waitFor();
  await expect.poll(() => picture.getAttribute("src")).toBe(`${site}/later.png`);
  await sayIn(frame, "After");
  await frame.locator("#root .author", { hasText: "Ada Lovelace" }).first().waitFor();
  // Nothing in the menu leads out of the room.
  await frame.getByRole("button", { name: room, exact: true }).click();
  await frame.getByRole("menuitem", { name: "Search" }).waitFor();
  expect(await frame.getByRole("menuitem", { name: /^Remove/ }).count()).toBe(0);
  const watcher = await connectClient(server.url, { path: `/rooms/${room}/socket.io/` });
  const { messages } = await watcher.timeout(60_000).emitWithAck("history:get", {});
  expect(messages.map(({ text }: { text: string }) => text)).toEqual(["Before", "After"]);
  expect(new Set(messages.map(({ from }: { from: { id: string } }) => from.id)).size).toBe(1);
});

test("without a token and with third-party cookies blocked a reader chats, is told what is lost, and owns a room made there", async () => {
  const room = uniqueRoom("embed-guest");
  // It allows all sites, and knows no users of a site.
  const server = customServer;
  const site = await serveSite(
    () => `<!doctype html><body style="margin:0"><input autofocus id="own">
      <div class="socket-rocket" data-room="${room}" style="width:280px;height:420px"></div>
      <script src="${server.url}/embed.js" async></script>`,
  );
  const guest = await Visitor.create({ blockCookies: "third-party", viewport: { width: 400, height: 700 } });
  const { page } = guest;
  await page.goto(site);
  const frame = page.frameLocator("iframe");
  await untilLiveIn(frame);
  // The page around keeps the focus.
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("own");
  await sayIn(frame, "A long text in a narrow frame that has to wrap, and ends like this");
  await frame.locator("#root .group-head").first().getByText("Owner", { exact: true }).waitFor();
  const inner = page.frames()[1] ?? expect.fail("no frame");
  const isStored = await inner.evaluate(() => {
    try {
      return localStorage.getItem("token") !== null;
    } catch {
      return false;
    }
  });
  if (!isStored) await frame.getByText("Your browser doesn't save data for this page.").waitFor();
  // The same person after a reconnect.
  await guest.setOffline(true);
  await frame.locator('.connection[data-state="offline"]').waitFor();
  await guest.setOffline(false);
  await untilLiveIn(frame);
  await sayIn(frame, "Again");
  expect(await frame.locator("#root .author").count()).toBe(1);
  // 280 px are enough: nothing is cut off, and there is no way out of the room.
  const overflow = await inner.evaluate(() => [
    document.documentElement.scrollWidth - innerWidth,
    ...[...document.querySelectorAll(".header button, .composer textarea, .composer button")]
      .map((element) => element.getBoundingClientRect())
      .filter(({ width }) => width > 0)
      .map(({ left, right }) => Math.max(-left, right - innerWidth)),
  ]);
  expect(Math.max(...overflow)).toBeLessThanOrEqual(0);
  expect(await frame.getByRole("button", { name: "Rooms", exact: true }).count()).toBe(0);
  expect(await inner.evaluate(() => navigator.serviceWorker?.controller ?? null)).toBeNull();

  // A browser that stores nothing at all for the frame.
  const forgetful = await Visitor.create({ blockCookies: "all" });
  await forgetful.page.goto(site);
  const lossy = forgetful.page.frameLocator("iframe");
  await untilLiveIn(lossy);
  await lossy.getByText("Your browser doesn't save data for this page.").waitFor();
  await sayIn(lossy, "Until the tab is closed");
});

test("a site that is not named cannot show a room, and a named site nothing else", async () => {
  const room = uniqueRoom("embed-refused");
  let pages: string[] = [];
  const html = () => pages.map((address) => `<iframe src="${address}"></iframe>`).join("");
  const [named, other] = [await serveSite(html, namedPort), await serveSite(html)];
  const inFrame = `${server.url}/rooms/${room}?embed=1`;
  pages = [
    ...[inFrame, `${server.url}/rooms/${room}`, `${server.url}/`, `${server.url}/?embed=1`],
    ...[`${server.url}/offline?embed=1`, `${server.url}/api/rooms?embed=1`],
  ];
  const shownBy = async (site: string) => {
    const { page } = await Visitor.create();
    await page.goto(site);
    const frames = page.frames().filter((frame) => frame.parentFrame() !== null);
    expect(frames.length).toBe(pages.length);
    return (await Promise.all(frames.map((frame) => frame.evaluate(() => location.href)))).filter(
      (address) => !address.startsWith("chrome-error:"),
    );
  };
  expect(await shownBy(named)).toEqual([inFrame]);
  expect(await shownBy(other)).toEqual([]);
  const headers = (await fetch(inFrame)).headers;
  expect(headers.get("Content-Security-Policy")).toContain(
    `frame-ancestors 'self' http://localhost:${examplePort} ${named}`,
  );
  expect(headers.get("X-Frame-Options")).toBeNull();
  expect((await fetch(`${server.url}/rooms/${room}`)).headers.get("X-Frame-Options")).toBe("DENY");
});
