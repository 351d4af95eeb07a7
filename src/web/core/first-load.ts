/** The page until it can show something: its words, and the notice in its HTML that it loads slowly. */
import type { Dictionary } from "../i18n/dictionary.ts";
import { retryDelay } from "./connection/retry-delay.ts";

/** Loads the words that a page needs to start, and retries until it has them. */
export async function loadUntilReady(words: Dictionary<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await words.load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, Math.random())));
    }
  }
}

/** Removes the notice about slow loading, at once or when the style sheet has loaded. */
export function removeSlowLoadNotice(): void {
  const notice = document.getElementById("slow-load-notice");
  const links = [...document.querySelectorAll<HTMLLinkElement>('head link[rel="stylesheet"]')];
  const missing = links.filter(({ sheet }) => sheet === null);
  if (missing.length === 0) notice?.remove();
  for (const link of missing) link.addEventListener("load", removeSlowLoadNotice, { once: true });
}
