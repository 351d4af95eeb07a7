/** A visitor with their own cookies and storage, who uses the page of a room as a person does. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Disposable,
  Locator,
  Page,
} from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { keepOnFailure } from "../../support/artefacts.ts";
import { launchChromium, launchGuestChromium } from "../../support/chromium.ts";

/** One browser for all test files of this process: to start one takes longer than most of what they do. */
let browser: Promise<Browser> | undefined;

/** How many have arrived in this process, to tell apart what they leave behind when a test fails. */
let arrived = 0;

type Options = BrowserContextOptions & {
  /** Runs in every page before its own scripts. */
  init?: () => void;
  /** Whether the page asks for their name, as it does on a first visit. */
  asksName?: boolean;
  /** A browser of their own, for what it does not do for a guest: to install a page, for one. */
  alone?: boolean;
  /** A browser of their own that refuses cookies, and with them every kind of storage. */
  blockCookies?: boolean;
};

/** Lets the page keep its copy for offline use: all files of the build, which takes longer than what most tests do. */
export const KEEPING = { serviceWorkers: "allow" } as const;

/** What `navigator.onLine` says from now on; a change is an event, as when the browser finds out by itself. */
function setOnLine(onLine: boolean): void {
  const isChange = navigator.onLine !== onLine;
  Object.defineProperty(navigator, "onLine", { configurable: true, get: () => onLine });
  if (isChange) dispatchEvent(new Event(onLine ? "online" : "offline"));
}

/** Has the page believe that it asked for a name. */
function skipName(): void {
  try {
    localStorage.setItem("name:asked", "1");
  } catch {
    // Where there is no storage it asks.
  }
}

export class Visitor {
  /** Console errors, uncaught exceptions and violations of the Content-Security-Policy, as they happen. */
  readonly complaints: string[] = [];
  readonly #console: string[] = [];
  #sayOffline: Disposable | undefined;

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  /** Comes with nothing remembered. Whatever they leave goes with the test. */
  static async arrive({
    init,
    alone = false,
    blockCookies = false,
    asksName = false,
    ...options
  }: Options = {}): Promise<Visitor> {
    const context = await Visitor.#contextFor(
      { locale: "en-GB", serviceWorkers: "block", ...options },
      alone || blockCookies,
      blockCookies,
    );
    if (!asksName) await context.addInitScript(skipName);
    if (init !== undefined) await context.addInitScript(init);
    // Nothing that a test waits for may hang until the test itself is over, which would not say what it waited for.
    context.setDefaultTimeout(60_000);
    context.setDefaultNavigationTimeout(60_000);
    const visitor = new Visitor(context, context.pages()[0] ?? (await context.newPage()));
    visitor.page.on("pageerror", (error) => visitor.complaints.push(`uncaught: ${error.message}`));
    visitor.page.on("console", (message) => {
      if (message.type() === "error") visitor.complaints.push(message.text());
    });
    context.on("console", (message) => visitor.#note(`${message.type()}: ${message.text()}`));
    context.on("weberror", (error) => visitor.#note(`uncaught: ${error.error().stack}`));
    context.on("requestfailed", (request) =>
      visitor.#note(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`),
    );
    arrived += 1;
    const name = `visitor-${arrived}`;
    onTestFinished(keepOnFailure((folder) => visitor.#leaveEvidence(folder, name)));
    return visitor;
  }

  #note(line: string): void {
    this.#console.push(`${new Date().toISOString()} ${line}`);
  }

  /** A screenshot of each of their pages, and all that their consoles said. */
  async #leaveEvidence(folder: string, name: string): Promise<void> {
    const pages = this.context.pages();
    await writeFile(
      join(folder, `${name}.log`),
      [...pages.map((page) => `at ${page.url()}`), ...this.#console, ""].join("\n"),
    );
    for (const [index, page] of pages.entries())
      await page.screenshot({ path: join(folder, `${name}-page-${index + 1}.png`), timeout: 10_000 });
  }

  static async #contextFor(
    options: BrowserContextOptions,
    alone: boolean,
    blockCookies: boolean,
  ): Promise<BrowserContext> {
    if (alone) {
      const { context, close } = await launchChromium(options, blockCookies);
      onTestFinished(close);
      return context;
    }
    browser ??= launchGuestChromium();
    const context = await (await browser).newContext(options);
    onTestFinished(() => context.close());
    return context;
  }

  /**
   * Cuts the network of all pages, or brings it back. Chromium may forget that it is offline while no request gets
   * through, after a reload or when a service worker stops: the pages are told so by themselves.
   */
  async setOffline(offline: boolean): Promise<void> {
    await this.#sayOffline?.dispose();
    this.#sayOffline = offline ? await this.context.addInitScript(setOnLine, false) : undefined;
    await this.context.setOffline(offline);
    await Promise.all(this.context.pages().map((page) => page.evaluate(setOnLine, !offline)));
  }

  /** Opens a page and waits until its room is live. */
  async enter(url: string): Promise<void> {
    await this.page.goto(url);
    await this.untilLive();
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: /^Message / });
  }

  get connection(): Locator {
    return this.page.locator(".connection");
  }

  /** The line of a message, by its text. */
  line(text: string): Locator {
    return this.page.locator(".line", { hasText: text });
  }

  async untilLive(): Promise<void> {
    await this.page.locator('.connection[data-state="live"]').waitFor({ timeout: 90_000 });
  }

  /** Writes `text` and sends it: with Enter, or with the button on a touch screen. */
  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    if (await this.page.evaluate(() => matchMedia("(pointer: coarse)").matches))
      await this.page.locator(".composer .send").tap();
    else await this.composer.press("Enter");
  }

  /** The same for plain text, which is on the screen when this resolves, acknowledged or not. */
  async say(text: string): Promise<void> {
    await this.write(text);
    await this.line(text).waitFor();
  }

  /** Resolves when `text` is shown as stored by the room. */
  async untilStored(text: string): Promise<void> {
    await this.page.locator(".line:not([data-state])", { hasText: text }).waitFor({ timeout: 90_000 });
  }

  /** The texts on the screen, from top to bottom. */
  texts(): Promise<string[]> {
    return this.page.locator(".line .text").allInnerTexts();
  }

  /** Fails if anything complained, except about what `expected` names. */
  expectNoComplaints(expected?: RegExp): void {
    expect(this.complaints.filter((complaint) => expected?.test(complaint) !== true)).toEqual([]);
  }
}
