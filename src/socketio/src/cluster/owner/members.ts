/** The members of a cluster, stored by its owner: a row for each node that has ever had connections. */

const KEY = "socketio:cluster:member:";

/** The generation of a node that has left. */
const LEFT = 0;

/** The stored members. */
export class Members {
  #generations: Map<string, number> | undefined;

  constructor(private readonly kv: SyncKvStorage) {}

  /** The nodes with connections, and the generations of their memberships. */
  get present(): Array<[name: string, generation: number]> {
    return [...this.#load()].filter(([, generation]) => generation !== LEFT);
  }

  /** Whether a node is a member, or was one. */
  isKnown(name: string): boolean {
    return this.#load().has(name);
  }

  generationOf(name: string): number | undefined {
    return this.#load().get(name) || undefined;
  }

  add(name: string, generation: number): void {
    this.#put(name, generation);
  }

  remove(name: string): void {
    if (this.generationOf(name) !== undefined) this.#put(name, LEFT);
  }

  #put(name: string, generation: number): void {
    this.#load().set(name, generation);
    this.kv.put(KEY + name, generation);
  }

  #load(): Map<string, number> {
    if (this.#generations === undefined) {
      this.#generations = new Map();
      for (const [key, generation] of this.kv.list<number>({ prefix: KEY }))
        this.#generations.set(key.slice(KEY.length), generation);
    }
    return this.#generations;
  }
}
