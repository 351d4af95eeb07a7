/** A part of the page in a chunk of its own, that loads once it is wanted. */
import { signal } from "@preact/signals";

/** The longest that a part is waited for, in milliseconds: some networks accept a request and never answer. */
const DEADLINE = 15_000;

export class LazyModule<Part> {
  /** The part, once it is here. */
  readonly loaded = signal<Part | undefined>(undefined);
  #loading: Promise<Part> | undefined;

  constructor(private readonly fetch: () => Promise<Part>) {}

  /** Loads it, unless it is here or on its way. What did not arrive is asked for again by the next call. */
  load(): Promise<Part> {
    this.#loading ??= within(DEADLINE, this.fetch()).then(
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

/** What comes after that is still used by the next call: the browser goes on fetching it. */
function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the network does not answer")), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
