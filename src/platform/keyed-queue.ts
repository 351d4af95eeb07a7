/** Runs asynchronous work one at a time for each key: an object that waits for another one gets further calls meanwhile. */
export class KeyedQueue {
  /** The last work of each key that has not ended. */
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs `work` when all earlier work of this key has ended, also if it failed.
   *
   * @example await queue.run(room, () => deleteOnce(room))
   * @returns what `work` returns
   * @throws what `work` throws
   */
  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = Promise.resolve(this.#last.get(key)).catch(() => undefined);
    const mine = before.then(work);
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
