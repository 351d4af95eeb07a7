/** The browser and the operating system of a device, for the list of devices. */
import type { DeviceKind } from "../../shared/account.ts";

type Patterns = readonly (readonly [name: string, pattern: RegExp])[];

/** Most specific first: most browsers also name those they are compatible with. */
const BROWSERS: Patterns = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\/|\bOpera\b/],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Chrome|Chromium|CriOS|HeadlessChrome)\//],
  ["Safari", /\bSafari\//],
];

const SYSTEMS: Patterns = [
  ["Android", /\bAndroid\b/],
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Windows", /\bWindows\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["macOS", /\bMac OS X\b|\bMacintosh\b/],
  ["Linux", /\bLinux\b|\bX11\b/],
];

/**
 * Reads a `User-Agent` header. Only names of these lists are stored, nothing that a client wrote.
 *
 * @example
 * ```ts
 * deviceKind("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"); // { browser: "Firefox", system: "Linux" }
 * ```
 */
export const deviceKind = (userAgent = ""): DeviceKind => ({
  browser: nameIn(BROWSERS, userAgent),
  system: nameIn(SYSTEMS, userAgent),
});

const nameIn = (patterns: Patterns, text: string): string =>
  patterns.find(([, pattern]) => pattern.test(text))?.[0] ?? "";
