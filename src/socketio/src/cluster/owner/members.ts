/** The members of a cluster, stored by its owner: a row for each node that has ever had connections. */

const KEY = "socketio:cluster:member:";

/** A node. */
interface StoredMember {
  /** Identifies the membership; 0 for a node that has left. */
  generation: number;
  /** How many connections the node last reported. */
  connections: number;
}

/** The stored members. */
export class Members {
  #byName: Map<string, StoredMember> | undefined;

  constructor(private readonly kv: SyncKvStorage) {}

  /** The nodes with connections, and the generations of their memberships. */
  get present(): Array<[name: string, generation: number]> {
    return [...this.#load()].flatMap(([name, { generation }]) =>
      generation === 0 ? [] : [[name, generation]],
    );
  }

  /** How many connections the nodes have that have any. */
  get loads(): Record<string, number> {
    const loads: Record<string, number> = {};
    for (const [name, { generation, connections }] of this.#load())
      if (generation !== 0) loads[name] = connections;
    return loads;
  }

  /** Whether a node is a member, or was one. */
  isKnown(name: string): boolean {
    return this.#load().has(name);
  }

  generationOf(name: string): number | undefined {
    return this.#load().get(name)?.generation || undefined;
  }

  add(name: string, generation: number): void {
    this.#put(name, { generation, connections: 1 });
  }

  remove(name: string): void {
    if (this.generationOf(name) !== undefined) this.#put(name, { generation: 0, connections: 0 });
  }

  setConnections(name: string, connections: number): void {
    const generation = this.generationOf(name);
    if (generation !== undefined) this.#put(name, { generation, connections });
  }

  #put(name: string, member: StoredMember): void {
    this.#load().set(name, member);
    this.kv.put(KEY + name, member);
  }

  #load(): Map<string, StoredMember> {
    if (this.#byName === undefined) {
      this.#byName = new Map();
      for (const [key, member] of this.kv.list<StoredMember>({ prefix: KEY }))
        this.#byName.set(key.slice(KEY.length), member);
    }
    return this.#byName;
  }
}
