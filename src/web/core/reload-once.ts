/** Loads the page anew, but never in a circle. */

const KEY = "reloaded-at";
const PAUSE = 60_000;

/**
 * Does nothing within a minute of the last time: what a reload did not mend, the next would not either. Nor where the
 * browser does not let the page remember when that was.
 *
 * @returns whether it does
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
