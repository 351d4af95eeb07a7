/**
 * Many named times on the one alarm that a Durable Object has. A name is kept until what is due under it is done: an object
 * that dies on the way gets its alarm again, and has to find there what it was for.
 */

const KEY = "socketio:schedule";

/** The schedule of an object. Times are in milliseconds since the epoch. */
export class AlarmClock {
  #names: Map<string, number> | undefined;
  /** The names that are due, and not done yet. */
  readonly #underWay = new Set<string>();
  /** When the alarm will go off; `null` if it will not, `undefined` while that is unknown. */
  #armed: number | null | undefined;
  /** The earliest time that is wanted while the present one is being read. */
  #wanted = Number.POSITIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(private readonly storage: DurableObjectStorage) {}

  /** Sets, or moves, the time of a name, also of one that is under way: it is then due again. Settles once the alarm is set. */
  schedule(name: string, at: number): Promise<void> {
    const names = this.#load();
    if (!this.#underWay.delete(name) && names.get(name) === at) return Promise.resolve();
    names.set(name, at);
    this.storage.kv.put(KEY, names);
    return this.arm(at);
  }

  /** Removes a name. */
  unschedule(name: string): void {
    this.#underWay.delete(name);
    const names = this.#load();
    if (names.delete(name)) this.#save(names);
  }

  /** Whether a name is scheduled. */
  has(name: string): boolean {
    return this.#load().has(name) && !this.#underWay.has(name);
  }

  /** The names that are due, the earliest first. Each is under way until it is {@link done}. */
  take(now: number): string[] {
    const due = this.#scheduled
      .filter(([, at]) => at <= now)
      .sort(([, a], [, b]) => a - b)
      .map(([name]) => name);
    for (const name of due) this.#underWay.add(name);
    return due;
  }

  /** What was due under these names is done, unless they were scheduled again meanwhile. */
  done(due: readonly string[]): void {
    const done = due.filter((name) => this.#underWay.delete(name));
    if (done.length === 0) return;
    const names = this.#load();
    for (const name of done) names.delete(name);
    this.#save(names);
  }

  /** The earliest time that is scheduled. */
  get next(): number | undefined {
    const times = this.#scheduled.map(([, at]) => at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  get #scheduled(): [name: string, at: number][] {
    return [...this.#load()].filter(([name]) => !this.#underWay.has(name));
  }

  /** Makes the alarm go off at `at`, unless it goes off sooner anyway. */
  async arm(at: number): Promise<void> {
    // What is due at once waits for nothing: it is to be stored together with what it is for.
    if (this.#armed === undefined && at > Date.now()) {
      this.#wanted = Math.min(this.#wanted, at);
      this.#reading ??= this.#read();
      return this.#reading;
    }
    if (typeof this.#armed === "number" && this.#armed <= at) return;
    this.#armed = at;
    await this.storage.setAlarm(at);
  }

  /** An object that died may have stored a time and not yet set the alarm. Settles once it is. */
  async restore(): Promise<void> {
    if (this.next !== undefined) await this.arm(this.next);
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
