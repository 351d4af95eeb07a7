/**
 * Dynamic namespaces across a wake. The names of those that have sockets are stored, with the parent that made them, so
 * that each exists again before anything is sent to it or to its parent.
 */

import { stringBytes } from "../state/attachment.ts";
import type { Sessions } from "../state/sessions.ts";
import type { StockNamespace, StockServer } from "../socketio-internals.ts";
import type { HibernatingAdapter } from "../adapter/adapter.ts";

const KEY = "socketio:namespaces";

/** How much the names may take, in bytes: they are kept in one row, and a row takes 2 MB. */
const MAX_NAMES_BYTES = 1_000_000;

/** From how many bytes on names without a socket are looked for. */
const PRUNE_ABOVE = 50_000;

/** Remembers dynamic namespaces. */
export class DynamicNamespaces {
  /** Names, and the position of their parent among the server's parents. */
  #stored: Map<string, number> | undefined;
  #bytes = 0;
  #pruneAbove = PRUNE_ABOVE;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly io: () => StockServer,
    private readonly sessions: Sessions,
    private readonly cleanUp: boolean,
  ) {}

  /** Makes the stored namespaces exist. Called before anything else happens in an object's life. */
  restore(): void {
    const parents = [...this.io().parentNsps.values()];
    if (parents.length === 0) return;
    for (const [name, parent] of this.#load()) {
      if (!this.io()._nsps.has(name)) parents[parent]?.createChild(name);
    }
  }

  /** Forgets the stored namespaces: none of them has a socket. */
  forget(): void {
    if (this.#load().size > 0) this.kv.delete(KEY);
    this.#stored = new Map();
    this.#bytes = 0;
  }

  /**
   * Lets a socket into `namespace`, if its name can be kept.
   *
   * @throws RangeError if it cannot.
   */
  admit(namespace: StockNamespace): void {
    if (this.#parentOf(namespace) === -1 || this.#load().has(namespace.name)) return;
    const bytes = stringBytes(namespace.name);
    if (this.#bytes + bytes > this.#pruneAbove) this.#prune();
    if (this.#bytes + bytes > MAX_NAMES_BYTES) throw new RangeError("There are too many namespaces");
  }

  /** A socket joined `namespace`. If it is dynamic, its name is kept. */
  joined(namespace: StockNamespace): void {
    const parent = this.#parentOf(namespace);
    if (parent === -1 || this.#load().get(namespace.name) === parent) return;
    this.#bytes += stringBytes(namespace.name);
    this.#load().set(namespace.name, parent);
    this.kv.put(KEY, this.#load());
  }

  /**
   * A socket left `namespace`. Where empty dynamic namespaces are to be closed, this is when. (Stock Socket.IO's own
   * clean-up looks at awake sockets only.)
   */
  left(namespace: StockNamespace): void {
    if (!this.cleanUp) return;
    const parent = [...this.io().parentNsps.values()][this.#parentOf(namespace)];
    if (parent === undefined) return;
    this.sessions.complete();
    const adapter = namespace.adapter as HibernatingAdapter;
    if (adapter.known > 0) return;
    adapter.close();
    this.io()._nsps.delete(namespace.name);
    parent.children.delete(namespace);
    if (!this.#load().delete(namespace.name)) return;
    this.#bytes -= stringBytes(namespace.name);
    if (this.#load().size > 0) this.kv.put(KEY, this.#load());
    else this.kv.delete(KEY);
  }

  #parentOf(namespace: StockNamespace): number {
    return [...this.io().parentNsps.values()].findIndex(({ children }) => children.has(namespace));
  }

  #prune(): void {
    const live = new Set<string>();
    for (const session of this.sessions.all()) for (const name of session.sockets.keys()) live.add(name);
    for (const name of this.#load().keys()) {
      if (live.has(name)) continue;
      this.#load().delete(name);
      this.#bytes -= stringBytes(name);
    }
    this.#pruneAbove = Math.max(PRUNE_ABOVE, 2 * this.#bytes);
  }

  #load(): Map<string, number> {
    if (this.#stored === undefined) {
      this.#stored = this.kv.get<Map<string, number>>(KEY) ?? new Map();
      for (const name of this.#stored.keys()) this.#bytes += stringBytes(name);
    }
    return this.#stored;
  }
}
