/** The storage of this device, which also works in private windows, with a full disk and with blocked cookies. */

/** The part of `Storage` the page uses. */
export interface Store {
  /** Whether values outlive the page. */
  readonly isDurable: boolean;
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Whether the value of a key outlives the page. */
  isSaved(key: string): boolean;
  /** All keys that begin with `prefix`, in no particular order. */
  keys(prefix: string): string[];
}

/** A store in memory, for tests and for browsers without storage. */
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

/** Shared by all parts of the page. */
const pageMemory = memoryStore();

/**
 * The `localStorage` of the browser, or memory if reading it throws. A write that fails (quota) goes to memory, so that the
 * page reads what it has written.
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
  /** A browser may revoke the permission while the page is open: everything then throws. */
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

/** Reads a JSON value written by {@link writeJson}; `undefined` if it is missing or fails `check`. */
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
