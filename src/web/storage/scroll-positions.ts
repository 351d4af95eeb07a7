/** The scroll position of each entry in the history of the tab. */

/** A message, and how many pixels below the upper edge of the list it is shown. */
export interface ScrollPosition {
  seq: number;
  top: number;
}

const KEY = "places";
const MAX_ENTRIES = 50;

/** What the page stores in `history.state`. */
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

  /** The position of the current entry; undefined at the newest message. */
  get current(): ScrollPosition | undefined {
    return this.#positions.get(this.#entry);
  }

  /** To be called when another entry is current: a new one, or an earlier one. */
  entryChanged(): void {
    const state = history.state as State | null;
    this.#entry = state?.entry ?? `${Date.now()}-${this.#positions.size}`;
    if (state?.entry === undefined) history.replaceState({ ...state, entry: this.#entry }, "");
  }

  /** Sets the position of the current entry. */
  setCurrent(position: ScrollPosition | undefined): void {
    if (position === undefined) this.#positions.delete(this.#entry);
    else this.#positions.set(this.#entry, position);
  }

  /** Stores all positions for when the tab comes back to the page. */
  save(): void {
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...this.#positions].slice(-MAX_ENTRIES)));
    } catch {
      // Without storage a reloaded page starts at the newest message.
    }
  }
}

function read(): [string, ScrollPosition][] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as [string, ScrollPosition][];
  } catch {
    return [];
  }
}
