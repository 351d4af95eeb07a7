/** Loads the page anew, but never in a circle. */

const KEY = "reloaded-at";
const PAUSE = 60_000;

/** Does nothing within a minute of the last time: what a reload did not mend, the next would not either. */
export function reloadOnce(): void {
  const last = Number(sessionStorage.getItem(KEY) ?? 0);
  if (Date.now() - last < PAUSE) return;
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
}
