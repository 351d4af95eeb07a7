/** Where each entry of the tab's history was scrolled to, for a reader who goes back to it. */

/** A message, and how many pixels below the upper edge of the list it is shown. */
export interface ScrollPosition {
  seq: number;
  top: number;
}

const KEY = "places";
const MOST = 50;

/** What the page keeps in `history.state`. */
interface State {
  entry?: string;
}

export class ScrollPositions {
  readonly #places: Map<string, ScrollPosition>;
  #entry = "";

  constructor() {
    this.#places = new Map(read());
    this.arrive();
  }

  /** Where the entry that is shown was scrolled to; undefined at the newest message. */
  get here(): ScrollPosition | undefined {
    return this.#places.get(this.#entry);
  }

  /** Another entry is shown from now on: a new one, or one that was shown before. */
  arrive(): void {
    const state = history.state as State | null;
    this.#entry = state?.entry ?? `${Date.now()}-${this.#places.size}`;
    if (state?.entry === undefined) history.replaceState({ ...state, entry: this.#entry }, "");
  }

  /** Notes where the entry that is left was scrolled to. */
  leave(place: ScrollPosition | undefined): void {
    if (place === undefined) this.#places.delete(this.#entry);
    else this.#places.set(this.#entry, place);
  }

  /** Keeps them for when the tab comes back to the page. */
  keep(): void {
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...this.#places].slice(-MOST)));
    } catch {
      // Without storage a page that is loaded again begins at the newest message.
    }
  }
}

/** What this page kept before it was left; nobody else writes there. */
function read(): [string, ScrollPosition][] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as [string, ScrollPosition][];
  } catch {
    return [];
  }
}
