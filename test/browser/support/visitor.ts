/** A visitor with their own cookies and storage who uses the page of a room. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Disposable,
  FileChooser,
  Locator,
  Page,
} from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { keepOnFailure } from "../../support/artifacts.ts";
import { type BlockedCookies, launchChromium, launchGuestChromium } from "../../support/chromium.ts";

/** One browser for all test files of this process: starting a browser takes longer than most tests. */
let browser: Promise<Browser> | undefined;

/** How many visitors this process has created. It numbers their artifacts. */
let created = 0;

type Options = BrowserContextOptions & {
  /** Runs in every page before its own scripts. */
  init?: () => void;
  /** The name that they have chosen before. By default the server gives them one, which another visitor may have, too. */
  name?: string;
  /** Whether the page asks for a name, as it does on a first visit. */
  asksName?: boolean;
  /** A browser of their own with a profile, which installing the page needs. */
  alone?: boolean;
  /** A browser of their own that blocks these cookies and the other storage with them. */
  blockCookies?: BlockedCookies;
};

/** Allows the service worker, which caches all files of the build for offline use. That takes longer than most tests. */
export const WITH_SERVICE_WORKER = { serviceWorkers: "allow" } as const;

/** Makes `navigator.onLine` false until the `online` event. */
function forceOffline(): void {
  const wasOnline = navigator.onLine;
  Object.defineProperty(navigator, "onLine", { configurable: true, get: () => false });
  addEventListener("online", () => Reflect.deleteProperty(navigator, "onLine"), { once: true });
  if (wasOnline) dispatchEvent(new Event("offline"));
}

/** Fires the `online` event if Chromium does not. */
function ensureOnline(): void {
  setTimeout(() => {
    if (Object.hasOwn(navigator, "onLine")) dispatchEvent(new Event("online"));
  }, 1_000);
}

/** The line of a message that is shown: from the server's HTML or rendered, but not in what the page still prepares. */
export const SHOWN_LINE = ".line:not(.drawing *)";

/** Stores a name, unless there is one. */
function chooseName(name: string): void {
  try {
    if (localStorage.getItem("name") === null) localStorage.setItem("name", name);
  } catch {
    // An empty page has no storage.
  }
}

/** Marks the name prompt as answered. */
function skipName(): void {
  try {
    localStorage.setItem("name:asked", "1");
  } catch {
    // Without storage the page asks.
  }
}

/** Notes when the page registers its service worker, also where Playwright blocks it: that is the last thing it does by itself. */
function noteLastStep(): void {
  // A page that is not in a secure context has none.
  if (typeof ServiceWorkerContainer === "undefined") return;
  const { prototype } = ServiceWorkerContainer;
  const { register } = prototype;
  prototype.register = function (...parameters) {
    Object.assign(window, { isComplete: true });
    return register.apply(this, parameters);
  };
}

/** Records what the page says in toasts, which disappear after some seconds. */
function recordToasts(): void {
  const toasts: string[] = [];
  Object.assign(window, { toasts });
  new MutationObserver(() => {
    const text = document.querySelector(".toast [role=status]")?.textContent;
    if (text && text !== toasts.at(-1)) toasts.push(text);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/**
 * Resolves when the effects of all that is rendered have run: then a page handles keys, and has moved the focus. Preact runs them
 * after the next frame, or after 35 ms where there is none.
 */
export async function untilEffectsRan(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      new Promise((resolve) => {
        const later = () => setTimeout(() => setTimeout(resolve, 0, true));
        requestAnimationFrame(later);
        setTimeout(later, 50);
      }),
  );
}

/**
 * Opens a page without its scripts until its HTML has `element`: the server sends the page without messages and rooms where it would
 * have to wait for them.
 */
export async function untilInHtml(page: Page, url: string, element: Locator): Promise<void> {
  const open = async () => {
    await page.goto(url, { waitUntil: "commit" });
    // The last element of each of the two pages.
    await page.locator(".landing-foot, .no-script").last().waitFor({ state: "attached" });
    return element.count();
  };
  await expect.poll(open).toBe(1);
}

export class Visitor {
  /** Console errors, uncaught exceptions and violations of the Content-Security-Policy, as they happen. */
  readonly pageErrors: string[] = [];
  readonly #console: string[] = [];
  #offlineScript: Disposable | undefined;

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  /** Creates a visitor without any stored state. It is removed when the test ends. */
  static async create({
    init,
    alone = false,
    blockCookies,
    asksName = false,
    name: chosenName,
    ...options
  }: Options = {}): Promise<Visitor> {
    const context = await Visitor.#contextFor(
      { locale: "en-GB", serviceWorkers: "block", ...options },
      alone || blockCookies !== undefined,
      blockCookies,
    );
    await context.addInitScript(noteLastStep);
    await context.addInitScript(recordToasts);
    if (!asksName) await context.addInitScript(skipName);
    if (chosenName !== undefined) await context.addInitScript(chooseName, chosenName);
    if (init !== undefined) await context.addInitScript(init);
    // Shorter than the time limit of a test, so that a failure names what was waited for.
    context.setDefaultTimeout(60_000);
    context.setDefaultNavigationTimeout(60_000);
    const visitor = new Visitor(context, context.pages()[0] ?? (await context.newPage()));
    visitor.page.on("pageerror", (error) => visitor.pageErrors.push(`uncaught: ${error.message}`));
    visitor.page.on("console", (message) => {
      if (message.type() === "error") visitor.pageErrors.push(message.text());
    });
    context.on("console", (message) => visitor.#log(`${message.type()}: ${message.text()}`));
    context.on("weberror", (error) => visitor.#log(`uncaught: ${error.error().stack}`));
    context.on("requestfailed", (request) =>
      visitor.#log(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`),
    );
    created += 1;
    const name = `visitor-${created}`;
    onTestFinished(keepOnFailure((folder) => visitor.#saveArtifacts(folder, name)));
    return visitor;
  }

  #log(line: string): void {
    this.#console.push(`${new Date().toISOString()} ${line}`);
  }

  /** Saves a screenshot of each page and the output of all consoles. */
  async #saveArtifacts(folder: string, name: string): Promise<void> {
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
    blockCookies: BlockedCookies | undefined,
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
   * Turns the network of all pages off or on. Chromium may forget that it is offline after a reload or when a service
   * worker stops, so this also sets `navigator.onLine` in each page.
   */
  async setOffline(offline: boolean): Promise<void> {
    await this.#offlineScript?.dispose();
    this.#offlineScript = offline ? await this.context.addInitScript(forceOffline) : undefined;
    await this.context.setOffline(offline);
    await Promise.all(
      this.context.pages().map((page) => page.evaluate(offline ? forceOffline : ensureOnline)),
    );
  }

  /** Opens a page and waits until its room is connected. */
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
    return this.page.locator(SHOWN_LINE, { hasText: text });
  }

  /** Resolves when the room is connected, and its page has replaced the server's HTML and handles keys. */
  async untilLive(): Promise<void> {
    await this.page.locator('.connection[data-state="live"]:not(.drawing *)').waitFor({ timeout: 90_000 });
    await untilEffectsRan(this.page);
  }

  /**
   * Resolves when the page of a room has loaded and started everything that follows its first messages: the features of
   * `background-features.ts`, and the chunks that it loads before they are needed.
   */
  async untilComplete(): Promise<void> {
    await this.page.waitForFunction(() => "isComplete" in window);
  }

  /** Resolves when a toast with `text` has been shown since the page was opened. */
  async untilToast(text: string): Promise<void> {
    const toasts = () => this.page.evaluate(() => (window as unknown as { toasts: string[] }).toasts);
    await expect.poll(async () => (await toasts()).join("\n")).toContain(text);
  }

  /** Writes `text` and sends it: with Enter, or with the button on a touch screen. */
  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    if (await this.page.evaluate(() => matchMedia("(pointer: coarse)").matches))
      await this.page.locator(".composer .send").tap();
    else await this.composer.press("Enter");
  }

  /** Writes plain text, and resolves when it is on the page, acknowledged or not. */
  async say(text: string): Promise<void> {
    await this.write(text);
    await this.line(text).waitFor();
  }

  /** The file chooser that `open` opens. */
  async fileChooser(open: () => Promise<void>): Promise<FileChooser> {
    const chooser = this.page.waitForEvent("filechooser");
    // Chromium has a real file chooser until the request to intercept it has arrived, which a key press can overtake.
    await this.page.evaluate(() => undefined);
    await open();
    return chooser;
  }

  /** Resolves when `text` is shown as stored by the room. */
  async untilStored(text: string): Promise<void> {
    await this.page
      .locator(`${SHOWN_LINE}:not([data-state])`, { hasText: text })
      .waitFor({ timeout: 90_000 });
  }

  /** The texts on the screen, from top to bottom. */
  texts(): Promise<string[]> {
    return this.page.locator(`${SHOWN_LINE} .text`).allInnerTexts();
  }

  /** Fails if the page had errors other than those that match `expected`. */
  expectNoErrors(expected?: RegExp): void {
    expect(this.pageErrors.filter((error) => expected?.test(error) !== true)).toEqual([]);
  }
}
