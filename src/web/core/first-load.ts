/** The page until it can show something: its words, the notice in its HTML that it loads slowly, and whether it is in a frame. */
import { retryDelay } from "./connection/retry-delay.ts";

/** Loads what a page needs to start, and retries until it has it. */
export async function loadUntilReady<Result>({ load }: { load(): Promise<Result> }): Promise<Result> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, Math.random())));
    }
  }
}

/** Whether the page is shown in a frame of another page: only the room, with no way to leave it. */
export const isFramed = (): boolean => parent !== window;

/** Removes the notice about slow loading, at once or when the style sheet has loaded. */
export function removeSlowLoadNotice(): void {
  const notice = document.getElementById("slow-load-notice");
  const links = [...document.querySelectorAll<HTMLLinkElement>('head link[rel="stylesheet"]')];
  const missing = links.filter(({ sheet }) => sheet === null);
  if (missing.length === 0) notice?.remove();
  for (const link of missing) link.addEventListener("load", removeSlowLoadNotice, { once: true });
}
