/**
 * Many named alarms on the one alarm of a Durable Object. A name is stored until its handler has finished, so that it runs
 * again if the object stops in between.
 */

const KEY = "socketio:schedule";

/** The named alarms of an object. Times are in milliseconds since the epoch. */
export class AlarmSchedule {
  #names: Map<string, number> | undefined;
  /** Due names whose handlers have not finished. */
  readonly #running = new Set<string>();
  /** When the object's alarm is set for; `null` if it is not set, `undefined` before it has been read. */
  #alarmAt: number | null | undefined;
  /** The earliest time that was requested while the alarm is being read. */
  #requestedAt = Number.POSITIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(private readonly storage: DurableObjectStorage) {}

  /** Sets the time of a name, also of one that is running. Resolves once the alarm is set. */
  schedule(name: string, at: number): Promise<void> {
    const names = this.#load();
    if (!this.#running.delete(name) && names.get(name) === at) return Promise.resolve();
    names.set(name, at);
    this.storage.kv.put(KEY, names);
    return this.setAlarm(at);
  }

  /** Removes a name. */
  unschedule(name: string): void {
    this.#running.delete(name);
    const names = this.#load();
    if (names.delete(name)) this.#save(names);
  }

  /** Whether a name is scheduled, and not running. */
  has(name: string): boolean {
    return this.#load().has(name) && !this.#running.has(name);
  }

  /** Returns the names that are due, the earliest first. They are running until they are passed to {@link finish}. */
  start(now: number): string[] {
    const due = this.#scheduled
      .filter(([, at]) => at <= now)
      .sort(([, a], [, b]) => a - b)
      .map(([name]) => name);
    for (const name of due) this.#running.add(name);
    return due;
  }

  /** Removes names whose handlers have finished, except those that were scheduled again. */
  finish(names: readonly string[]): void {
    const finished = names.filter((name) => this.#running.delete(name));
    if (finished.length === 0) return;
    const stored = this.#load();
    for (const name of finished) stored.delete(name);
    this.#save(stored);
  }

  /** The earliest scheduled time. */
  get next(): number | undefined {
    const times = this.#scheduled.map(([, at]) => at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  get #scheduled(): [name: string, at: number][] {
    return [...this.#load()].filter(([name]) => !this.#running.has(name));
  }

  /** Sets the object's alarm, unless it is set for an earlier time. */
  async setAlarm(at: number): Promise<void> {
    // A time that has passed is set at once, so that it is stored in the same transaction as its name.
    if (this.#alarmAt === undefined && at > Date.now()) {
      this.#requestedAt = Math.min(this.#requestedAt, at);
      this.#reading ??= this.#readAlarm();
      return this.#reading;
    }
    if (typeof this.#alarmAt === "number" && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    await this.storage.setAlarm(at);
  }

  /** Sets the alarm for the stored names: the object may have stopped before it was set. Resolves once it is. */
  async restore(): Promise<void> {
    if (this.next !== undefined) await this.setAlarm(this.next);
  }

  /** Must be called when the alarm goes off: it is not set any more. */
  alarmFired(): void {
    this.#alarmAt = null;
  }

  async #readAlarm(): Promise<void> {
    const alarm = await this.storage.getAlarm();
    if (this.#alarmAt === undefined) this.#alarmAt = alarm;
    await this.setAlarm(this.#requestedAt);
  }

  #save(names: Map<string, number>): void {
    if (names.size > 0) this.storage.kv.put(KEY, names);
    else this.storage.kv.delete(KEY);
  }

  #load(): Map<string, number> {
    this.#names ??= this.storage.kv.get<Map<string, number>>(KEY) ?? new Map();
    return this.#names;
  }
}
