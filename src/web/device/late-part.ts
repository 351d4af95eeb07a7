/** A part of the page in a chunk of its own, that loads once it is wanted. */
import { signal } from "@preact/signals";

export class LatePart<Part> {
  /** The part, once it is here. */
  readonly loaded = signal<Part | undefined>(undefined);
  #loading: Promise<Part> | undefined;

  constructor(private readonly fetch: () => Promise<Part>) {}

  /** Loads it, unless it is here or on its way. What did not arrive is asked for again by the next call. */
  load(): Promise<Part> {
    this.#loading ??= this.fetch().then(
      (part) => {
        this.loaded.value = part;
        return part;
      },
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }
}
