/** Detects changes inside a value, at any depth, so that `socket.data` can be saved when it has changed. */

const targets = new WeakMap<object, object>();

type Method = (...args: unknown[]) => unknown;

/** The methods that change a Map or a Set. */
const MUTATORS = new Set(["set", "add", "delete", "clear"]);

/** The methods that return an iterator over a Map or a Set. */
const ITERATORS = new Set<PropertyKey>(["keys", "values", "entries", Symbol.iterator]);

/**
 * Wraps `target` in a Proxy that calls `changed` after every change of objects, arrays, Maps, Sets and Dates in it, at any
 * depth. Other objects (class instances, typed arrays) are returned unwrapped; changes inside them are not detected.
 */
export function trackChanges<T extends object>(target: T, changed: () => void): T {
  return new ChangeTracker(changed).wrap(unwrap(target)) as T;
}

/** The traps of all proxies for one value and for what is in it. */
class ChangeTracker implements ProxyHandler<object> {
  #root: { value: object; proxy: object } | undefined;
  /** Proxies of nested values. Created when needed: there is a tracker for each client, and most data is flat. */
  #nested: WeakMap<object, object> | undefined;

  constructor(private readonly changed: () => void) {}

  /** Returns the proxy of a value, or the value itself if it cannot be tracked. */
  wrap(value: unknown): unknown {
    if (typeof value !== "object" || value === null || !isTrackable(value)) return value;
    const known = this.#proxyOf(value);
    if (known !== undefined) return known;
    const proxy = new Proxy(value, this);
    targets.set(proxy, value);
    if (this.#root === undefined) {
      this.#root = { value, proxy };
    } else {
      this.#nested ??= new WeakMap();
      this.#nested.set(value, proxy);
    }
    return proxy;
  }

  get(object: object, key: PropertyKey): unknown {
    const value: unknown = Reflect.get(object, key);
    if (typeof value === "function" && hasInternalSlots(object))
      return this.#method(object, key, value as Method);
    if (typeof value !== "object" || value === null) return value;
    const own = Reflect.getOwnPropertyDescriptor(object, key);
    // A proxy must return the very value of a property that is neither configurable nor writable.
    if (own !== undefined && own.configurable === false && own.writable === false) return value;
    return this.wrap(value);
  }

  set(object: object, key: PropertyKey, value: unknown): boolean {
    return this.#notify(Reflect.set(object, key, unwrap(value)));
  }

  defineProperty(object: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    return this.#notify(Reflect.defineProperty(object, key, descriptor));
  }

  deleteProperty(object: object, key: PropertyKey): boolean {
    return this.#notify(Reflect.deleteProperty(object, key));
  }

  #notify(succeeded: boolean): boolean {
    if (succeeded) this.changed();
    return succeeded;
  }

  #proxyOf(value: object): object | undefined {
    return this.#root?.value === value ? this.#root.proxy : this.#nested?.get(value);
  }

  #method(object: object, name: PropertyKey, method: Method): Method {
    return (...args) => {
      if (name === "forEach") return this.#forEach(object as Map<unknown, unknown>, args);
      if (ITERATORS.has(name) && !(object instanceof Date)) {
        const yieldsEntries = name === "entries" || (name === Symbol.iterator && object instanceof Map);
        return this.#iterate(Reflect.apply(method, object, args) as Iterator<unknown>, yieldsEntries);
      }
      const result: unknown = Reflect.apply(method, object, args.map(unwrap));
      const isMutator =
        MUTATORS.has(String(name)) || (object instanceof Date && String(name).startsWith("set"));
      if (isMutator) this.changed();
      return result === object ? this.#proxyOf(object) : this.wrap(result);
    };
  }

  /** Wraps what an iterator yields. An entry is a new array, so only its key and value are wrapped. */
  *#iterate(iterator: Iterator<unknown>, yieldsEntries: boolean): Generator<unknown, void> {
    for (let step = iterator.next(); !step.done; step = iterator.next()) {
      yield yieldsEntries
        ? (step.value as unknown[]).map((member) => this.wrap(member))
        : this.wrap(step.value);
    }
  }

  #forEach(object: Map<unknown, unknown> | Set<unknown>, [callback, self]: unknown[]): void {
    object.forEach((value: unknown, key: unknown) => {
      (callback as Method).call(self, this.wrap(value), this.wrap(key), this.#proxyOf(object));
    });
  }
}

/** Returns the value behind a proxy; any other value as it is. */
export const unwrap = <T>(value: T): T =>
  typeof value === "object" && value !== null ? ((targets.get(value) as T | undefined) ?? value) : value;

/** Replaces proxies inside `root` by the values behind them, at any depth, so that it can be cloned. */
export function unwrapDeep(root: unknown): void {
  const seen = new Set<object>();
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== "object" || value === null || seen.has(value) || !isTrackable(value)) continue;
    seen.add(value);
    if (value instanceof Map) {
      const entries = [...value];
      value.clear();
      for (const [key, member] of entries) value.set(unwrap(key), unwrap(member));
      for (const pair of value) stack.push(...pair);
    } else if (value instanceof Set) {
      const members = [...value].map(unwrap);
      value.clear();
      for (const member of members) value.add(member);
      stack.push(...members);
    } else {
      for (const key of Object.keys(value)) {
        // A getter computes its value, and may throw.
        const member: unknown = Reflect.getOwnPropertyDescriptor(value, key)?.value;
        if (unwrap(member) !== member) Reflect.set(value, key, unwrap(member));
        stack.push(unwrap(member));
      }
    }
  }
}

/** Whether the methods of an object fail if `this` is a proxy. */
const hasInternalSlots = (value: object): boolean =>
  value instanceof Map || value instanceof Set || value instanceof Date;

function isTrackable(value: object): boolean {
  if (Array.isArray(value) || hasInternalSlots(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
