/** Many named times on the one alarm that a Durable Object has. */

const KEY = "socketio:schedule";

/** The schedule of an object. Times are in milliseconds since the epoch. */
export class AlarmClock {
  #names: Map<string, number> | undefined;
  /** When the alarm will go off; `null` if it will not, `undefined` while that is unknown. */
  #armed: number | null | undefined;
  /** The earliest time that is wanted while the present one is being read. */
  #wanted = Number.POSITIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(private readonly storage: DurableObjectStorage) {}

  /** Sets, or moves, the time of a name. Settles once the alarm is set. */
  schedule(name: string, at: number): Promise<void> {
    const names = this.#load();
    if (names.get(name) === at) return Promise.resolve();
    names.set(name, at);
    this.storage.kv.put(KEY, names);
    return this.arm(at);
  }

  /** Removes a name. */
  unschedule(name: string): void {
    const names = this.#load();
    if (names.delete(name)) this.#save(names);
  }

  /** Whether a name is scheduled. */
  has(name: string): boolean {
    return this.#load().has(name);
  }

  /** Takes the names that are due, the earliest first. */
  take(now: number): string[] {
    const names = this.#load();
    const due = [...names].filter(([, at]) => at <= now).sort(([, a], [, b]) => a - b);
    if (due.length === 0) return [];
    for (const [name] of due) names.delete(name);
    this.#save(names);
    return due.map(([name]) => name);
  }

  /** The earliest time that is scheduled. */
  get next(): number | undefined {
    const times = [...this.#load().values()];
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Makes the alarm go off at `at`, unless it goes off sooner anyway. */
  async arm(at: number): Promise<void> {
    if (this.#armed === undefined) {
      this.#wanted = Math.min(this.#wanted, at);
      this.#reading ??= this.#read();
      return this.#reading;
    }
    if (this.#armed !== null && this.#armed <= at) return;
    this.#armed = at;
    await this.storage.setAlarm(at);
  }

  /** The alarm went off, so none is set. */
  wentOff(): void {
    this.#armed = null;
  }

  async #read(): Promise<void> {
    const armed = await this.storage.getAlarm();
    if (this.#armed === undefined) this.#armed = armed;
    await this.arm(this.#wanted);
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
