/** Starts a Chromium for browser tests, with a temporary profile. */
import { accessSync, constants } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Chromium without windows: the same engine, and a new page takes less than half the time. */
const HEADLESS_SHELL = ["chromium-headless-shell", "chrome-headless-shell"];

/**
 * The browser of this machine: `CHROMIUM`, or the first of `names` on PATH. `npm test` installs a Chromium if there is none.
 */
export function chromiumPath(names: readonly string[] = CHROMIUM): string {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of names)
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here: look in the next folder.
      }
    }
  throw new Error("no Chromium was found: set CHROMIUM, or run node scripts/setup.mjs --browser");
}

/**
 * Disabled features: the suggestions of the address bar, which load two pages for each window and cost more than twice as
 * much as the rest of it; and those that Playwright disables, because Chromium reads only the last such list.
 */
const DISABLED_FEATURES = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "TcpPortRandomizationWin",
  "ThirdPartyStoragePartitioning",
];

/** Arguments of every Chromium. */
const ARGUMENTS = [
  `--disable-features=${DISABLED_FEATURES.join(",")}`,
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The same server under a name that is not local: over plain HTTP its pages are not in a secure context.
  "--host-resolver-rules=MAP chat.test 127.0.0.1",
];

/** Starts a Chromium for any number of visitors, each in their own browser context. */
export const launchGuestChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath([...HEADLESS_SHELL, ...CHROMIUM]),
    headless: true,
    args: ARGUMENTS,
  });

/** A running Chromium: one visitor, with cookies and storage of their own. */
export interface LaunchedBrowser {
  readonly context: BrowserContext;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

/** Which cookies, and other storage, a browser blocks. */
export type BlockedCookies = "all" | "third-party";

/** The settings in Chromium's profile that block cookies. */
const COOKIES_BLOCKED: Record<BlockedCookies, object> = {
  all: { profile: { default_content_setting_values: { cookies: 2 } } },
  "third-party": { profile: { block_third_party_cookies: true, cookie_controls_mode: 1 } },
};

type ContextOptions = Parameters<typeof chromium.launchPersistentContext>[1];

/**
 * Starts a Chromium with an empty profile.
 * @param options Playwright's options for a context: `viewport`, `colorScheme`, `locale`, ...
 * @param blockCookies which cookies, and all other storage, to block
 */
export async function launchChromium(
  options: ContextOptions = {},
  blockCookies?: BlockedCookies,
): Promise<LaunchedBrowser> {
  const profile = await mkdtemp(join(tmpdir(), "socket-rocket-chromium-"));
  if (blockCookies !== undefined) {
    await mkdir(join(profile, "Default"));
    await writeFile(join(profile, "Default", "Preferences"), JSON.stringify(COOKIES_BLOCKED[blockCookies]));
  }
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    ...options,
    args: [...ARGUMENTS, ...(options.args ?? [])],
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
