/**
 * Dynamic namespaces across a wake. The names of those that have sockets are stored, with the parent that made them, so
 * that each exists again before anything is sent to it or to its parent.
 */

import type { HibernatingAdapter } from "./adapter.ts";
import type { Sessions } from "./state/sessions.ts";
import type { StockNamespace, StockServer } from "./stock.ts";

const KEY = "socketio:namespaces";

/** From how many stored names on those without a socket are looked for. */
const PRUNE_ABOVE = 1_000;

/** Remembers dynamic namespaces. */
export class DynamicNamespaces {
  /** Names, and the position of their parent among the server's parents. */
  #stored: Map<string, number> | undefined;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly io: () => StockServer,
    private readonly sessions: Sessions,
    private readonly cleanUp: boolean,
  ) {}

  /** Makes the stored namespaces exist. Called before anything else happens in an object's life. */
  restore(): void {
    if (this.#stored !== undefined) return;
    const parents = [...this.io().parentNsps.values()];
    if (parents.length === 0) return;
    for (const [name, parent] of this.#load()) {
      if (!this.io()._nsps.has(name)) parents[parent]?.createChild(name);
    }
  }

  /** A socket joined `namespace`. If it is dynamic, its name is kept. */
  joined(namespace: StockNamespace): void {
    const parent = [...this.io().parentNsps.values()].findIndex(({ children }) => children.has(namespace));
    if (parent === -1 || this.#load().get(namespace.name) === parent) return;
    if (this.#load().size >= PRUNE_ABOVE) this.#prune();
    this.#load().set(namespace.name, parent);
    this.kv.put(KEY, this.#load());
  }

  /**
   * A socket left `namespace`. Where empty dynamic namespaces are to be closed, this is when. (Stock Socket.IO's own
   * clean-up looks at awake sockets only.)
   */
  left(namespace: StockNamespace): void {
    if (!this.cleanUp) return;
    const parent = [...this.io().parentNsps.values()].find(({ children }) => children.has(namespace));
    if (parent === undefined) return;
    this.sessions.complete();
    const adapter = namespace.adapter as HibernatingAdapter;
    if (adapter.known > 0) return;
    adapter.close();
    this.io()._nsps.delete(namespace.name);
    parent.children.delete(namespace);
    if (this.#load().delete(namespace.name)) this.kv.put(KEY, this.#load());
  }

  #prune(): void {
    const live = new Set<string>();
    for (const session of this.sessions.all()) for (const name of session.sockets.keys()) live.add(name);
    for (const name of this.#load().keys()) if (!live.has(name)) this.#load().delete(name);
  }

  #load(): Map<string, number> {
    this.#stored ??= this.kv.get<Map<string, number>>(KEY) ?? new Map();
    return this.#stored;
  }
}
