/** Where each entry of the tab's history was scrolled to, for a reader who goes back to it. */

/** A message, and how many pixels below the upper edge of the list it is shown. */
export interface ScrollPosition {
  seq: number;
  top: number;
}

const KEY = "places";
const MAX_ENTRIES = 50;

/** What the page keeps in `history.state`. */
interface State {
  entry?: string;
}

export class ScrollPositions {
  readonly #positions: Map<string, ScrollPosition>;
  #entry = "";

  constructor() {
    this.#positions = new Map(read());
    this.entryChanged();
  }

  /** Where the entry that is shown was scrolled to; undefined at the newest message. */
  get current(): ScrollPosition | undefined {
    return this.#positions.get(this.#entry);
  }

  /** Another entry is shown from now on: a new one, or one that was shown before. */
  entryChanged(): void {
    const state = history.state as State | null;
    this.#entry = state?.entry ?? `${Date.now()}-${this.#positions.size}`;
    if (state?.entry === undefined) history.replaceState({ ...state, entry: this.#entry }, "");
  }

  /** Notes where the entry that is left was scrolled to. */
  setCurrent(place: ScrollPosition | undefined): void {
    if (place === undefined) this.#positions.delete(this.#entry);
    else this.#positions.set(this.#entry, place);
  }

  /** Keeps them for when the tab comes back to the page. */
  save(): void {
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...this.#positions].slice(-MAX_ENTRIES)));
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
