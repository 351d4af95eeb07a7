/** A module in a chunk of its own that loads on demand. */
import { signal } from "@preact/signals";

/** How long loading may take, in milliseconds: some networks accept a request and never answer. */
const TIMEOUT = 15_000;

export class LazyModule<Module> {
  /** The module, once it has loaded. */
  readonly loaded = signal<Module | undefined>(undefined);
  #loading: Promise<Module> | undefined;

  constructor(private readonly fetch: () => Promise<Module>) {}

  /** Loads it once. After a failure the next call loads it again. */
  load(): Promise<Module> {
    this.#loading ??= withTimeout(this.fetch()).then(
      (module) => {
        this.loaded.value = module;
        return module;
      },
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }
}

/**
 * Rejects if a module takes too long to load. One that arrives later is used by the next call: the browser goes on loading it.
 */
export function withTimeout<Result>(work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the network does not answer")), TIMEOUT);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
