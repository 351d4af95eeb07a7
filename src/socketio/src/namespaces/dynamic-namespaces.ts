/**
 * Dynamic namespaces across hibernation. The names of those with sockets are stored with their parent, so that they exist
 * again before anything is sent to them.
 *
 * Source: https://socket.io/docs/v4/namespaces/#dynamic-namespaces
 */

import type { HibernatingAdapter } from "../adapter/adapter.ts";
import type { InternalNamespace, InternalServer } from "../socketio-internals.ts";
import { stringBytes } from "../state/attachment.ts";
import type { Sessions } from "../state/sessions.ts";

const KEY = "socketio:namespaces";

/** The largest total size of the names, in bytes. They are stored in one row, which takes up to 2 MB. */
const MAX_NAMES_BYTES = 1_000_000;

/** The size of the names above which those without sockets are removed, in bytes. */
const PRUNE_ABOVE = 50_000;

/** The stored dynamic namespaces of an object. */
export class DynamicNamespaces {
  /** Names, with the index of their parent among the server's parents. */
  #stored: Map<string, number> | undefined;
  #bytes = 0;
  #pruneAbove = PRUNE_ABOVE;

  /** @param cleanUp whether a namespace is closed when its last socket leaves */
  constructor(
    private readonly kv: SyncKvStorage,
    private readonly io: () => InternalServer,
    private readonly sessions: Sessions,
    private readonly cleanUp: boolean,
  ) {}

  /** Creates the stored namespaces. Must be called before the first event is handled. */
  restore(): void {
    const parents = [...this.io().parentNsps.values()];
    if (parents.length === 0) return;
    for (const [name, parent] of this.#load()) {
      if (!this.io()._nsps.has(name)) parents[parent]?.createChild(name);
    }
  }

  /** Deletes the stored names, in an object without sockets. */
  clear(): void {
    if (this.#load().size > 0) this.kv.delete(KEY);
    this.#stored = new Map();
    this.#bytes = 0;
  }

  /** @throws RangeError if the name of a namespace that a socket is about to join cannot be stored */
  checkCapacity(namespace: InternalNamespace): void {
    if (this.#parentOf(namespace) === -1 || this.#load().has(namespace.name)) return;
    const bytes = stringBytes(namespace.name);
    if (this.#bytes + bytes > this.#pruneAbove) this.#prune();
    if (this.#bytes + bytes > MAX_NAMES_BYTES) throw new RangeError("There are too many namespaces");
  }

  /** Stores the name of a namespace that a socket has joined, if it is dynamic. */
  socketJoined(namespace: InternalNamespace): void {
    const parent = this.#parentOf(namespace);
    if (parent === -1 || this.#load().get(namespace.name) === parent) return;
    this.#bytes += stringBytes(namespace.name);
    this.#load().set(namespace.name, parent);
    this.kv.put(KEY, this.#load());
  }

  /**
   * Closes a dynamic namespace whose last socket has left, if that is wanted. Socket.IO's own clean-up does not see sleeping
   * sockets.
   */
  socketLeft(namespace: InternalNamespace): void {
    if (!this.cleanUp) return;
    const parent = [...this.io().parentNsps.values()][this.#parentOf(namespace)];
    if (parent === undefined) return;
    this.sessions.loadAll();
    const adapter = namespace.adapter as HibernatingAdapter;
    if (adapter.loadedCount > 0) return;
    adapter.close();
    this.io()._nsps.delete(namespace.name);
    parent.children.delete(namespace);
    if (!this.#load().delete(namespace.name)) return;
    this.#bytes -= stringBytes(namespace.name);
    if (this.#load().size > 0) this.kv.put(KEY, this.#load());
    else this.kv.delete(KEY);
  }

  /** Returns the index of a namespace's parent; -1 if it is not dynamic. */
  #parentOf(namespace: InternalNamespace): number {
    return [...this.io().parentNsps.values()].findIndex(({ children }) => children.has(namespace));
  }

  #prune(): void {
    const used = new Set<string>();
    for (const session of this.sessions.all()) for (const name of session.sockets.keys()) used.add(name);
    for (const name of this.#load().keys()) {
      if (used.has(name)) continue;
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
