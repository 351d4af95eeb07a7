/** A module in a chunk of its own that loads on demand. */
import { signal } from "@preact/signals";

/** How long loading may take, in milliseconds: some networks accept a request and never answer, and others take long for 30 kB. */
const TIMEOUT = 30_000;

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

export const TIMED_OUT = new Error("timed out");

/**
 * Rejects with {@link TIMED_OUT} if `work` takes too long, by default to load a module. The work goes on: a module that arrives
 * later is used by the next call.
 *
 * @param ms how long it may take, in milliseconds
 */
export function withTimeout<Result>(work: Promise<Result>, ms = TIMEOUT): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(TIMED_OUT), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
