/** What this device remembers, in a form that survives private windows, full disks and blocked cookies. */

/** The part of `Storage` the page uses. */
export interface Store {
  /** Whether what is set is there the next time the page is opened. */
  readonly isDurable: boolean;
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Whether what is stored under a key outlives the page. */
  isSaved(key: string): boolean;
  /** All keys that begin with `prefix`, in no particular order. */
  keys(prefix: string): string[];
}

/** A store that lives as long as the page: for tests, and where the browser grants nothing better. */
export function memoryStore(): Store {
  const values = new Map<string, string>();
  return {
    isDurable: false,
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    isSaved: () => false,
    keys: (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  };
}

/** All parts of a page share what the browser does not keep. */
const pageMemory = memoryStore();

/**
 * The browser's `localStorage`; a memory store where reading it throws. A write the browser refuses (quota) is kept
 * in memory, so that what the page just wrote is still what it reads.
 */
export function deviceStore(open?: () => Storage): Store {
  const memory = open === undefined ? pageMemory : memoryStore();
  let storage: Storage;
  try {
    storage = open === undefined ? localStorage : open();
    storage.getItem("");
  } catch {
    return memory;
  }
  /** A browser may take the permission back while the page is open: everything then throws. */
  const attempt = <Result>(task: () => Result): Result | undefined => {
    try {
      return task();
    } catch {
      return undefined;
    }
  };
  return {
    isDurable: true,
    get: (key) => memory.get(key) ?? attempt(() => storage.getItem(key)) ?? undefined,
    set(key, value) {
      try {
        storage.setItem(key, value);
        memory.remove(key);
      } catch {
        memory.set(key, value);
      }
    },
    remove(key) {
      memory.remove(key);
      attempt(() => storage.removeItem(key));
    },
    isSaved: (key) => memory.get(key) === undefined,
    keys(prefix) {
      const stored = attempt(() => Object.keys(storage)) ?? [];
      return [...new Set([...memory.keys(prefix), ...stored.filter((key) => key.startsWith(prefix))])];
    },
  };
}

/** Reads a JSON value written by {@link writeJson}; `undefined` when it is missing or fails `check`. */
export function readJson<T>(store: Store, key: string, check: (value: unknown) => value is T): T | undefined {
  const text = store.get(key);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return check(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Stores `value` as JSON. */
export const writeJson = (store: Store, key: string, value: unknown): void =>
  store.set(key, JSON.stringify(value));
