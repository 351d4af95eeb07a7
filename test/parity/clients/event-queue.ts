/** Events of a client, and promises that wait for them. */
import type { Recorder } from "../transcript.ts";

/** What a client needs of the scenario that it belongs to. */
export interface ClientHost {
  readonly recorder: Recorder;
  /** Must be called when the server is idle: one that can be evicted is evicted now. */
  idle(): Promise<void>;
}

const DEADLINE = 45_000;

/** A promise that rejects after a timeout, with a description of what it waited for. */
export function withTimeout<T>(
  what: () => string,
  start: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`timed out waiting for ${what()}`)), DEADLINE);
    start(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** Events and promises that wait for them. Each event resolves one promise. */
export class EventQueue {
  readonly #unread: { name: string; values: unknown[] }[] = [];
  readonly #waiting: { name: string; resolve: (values: unknown[]) => void }[] = [];

  constructor(private readonly whose: string) {}

  add(name: string, values: unknown[]): void {
    const index = this.#waiting.findIndex((entry) => entry.name === name);
    if (index === -1) this.#unread.push({ name, values });
    else this.#waiting.splice(index, 1)[0]?.resolve(values);
  }

  next(name: string): Promise<unknown[]> {
    const index = this.#unread.findIndex((entry) => entry.name === name);
    if (index !== -1) return Promise.resolve(this.#unread.splice(index, 1)[0]?.values ?? []);
    return withTimeout(
      () =>
        `"${name}" at ${this.whose}, who only saw ${JSON.stringify(this.#unread.map((entry) => entry.name))}`,
      (resolve) => this.#waiting.push({ name, resolve }),
    );
  }
}
