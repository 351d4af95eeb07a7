/** Reloads the page, but not in a loop. */

const KEY = "reloaded-at";
/** In milliseconds. */
const PAUSE = 60_000;

/**
 * Reloads at most once a minute, and not at all if the browser stores nothing.
 *
 * @returns whether it reloads
 */
export function reloadOnce(): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < PAUSE) return false;
    sessionStorage.setItem(KEY, String(Date.now()));
  } catch {
    return false;
  }
  location.reload();
  return true;
}
