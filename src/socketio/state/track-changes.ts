/** Watches a value for changes, however deep, so that `socket.data` can be saved when it changed. */

const rawOf = new WeakMap<object, object>();

type Method = (...args: unknown[]) => unknown;

/** The methods that change a Map, a Set or a Date. */
const MUTATORS = new Set(["set", "add", "delete", "clear"]);

/** The methods that hand out an iterator over what is in a Map or a Set. */
const ITERATORS = new Set<PropertyKey>(["keys", "values", "entries", Symbol.iterator]);

/**
 * Wraps `target` so that `changed` is called after every change in it: keys, elements, Maps, Sets and Dates, at any
 * depth. Other objects (class instances, typed arrays) are handed out as they are, and what happens inside them is
 * saved with the next change beside them.
 */
export function observe<T extends object>(target: T, changed: () => void): T {
  return new Observer(changed).wrap(raw(target)) as T;
}

/** Watches one value, and what is in it: the traps of all its proxies. */
class Observer implements ProxyHandler<object> {
  #root: { value: object; proxy: object } | undefined;
  /** Of what is in the value. Most have nothing in them, and there is a value for each client. */
  #inner: WeakMap<object, object> | undefined;

  constructor(private readonly changed: () => void) {}

  /** A value, observed if it can be. */
  wrap(value: unknown): unknown {
    if (typeof value !== "object" || value === null || !isObservable(value)) return value;
    const known = this.#proxyOf(value);
    if (known !== undefined) return known;
    const proxy = new Proxy(value, this);
    rawOf.set(proxy, value);
    if (this.#root === undefined) {
      this.#root = { value, proxy };
    } else {
      this.#inner ??= new WeakMap();
      this.#inner.set(value, proxy);
    }
    return proxy;
  }

  get(object: object, key: PropertyKey): unknown {
    const value: unknown = Reflect.get(object, key);
    if (typeof value === "function" && hasSlots(object)) return this.#method(object, key, value as Method);
    if (typeof value !== "object" || value === null) return value;
    const own = Reflect.getOwnPropertyDescriptor(object, key);
    if (own !== undefined && own.configurable === false && own.writable === false) return value;
    return this.wrap(value);
  }

  set(object: object, key: PropertyKey, value: unknown): boolean {
    return this.#told(Reflect.set(object, key, raw(value)));
  }

  defineProperty(object: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    return this.#told(Reflect.defineProperty(object, key, descriptor));
  }

  deleteProperty(object: object, key: PropertyKey): boolean {
    return this.#told(Reflect.deleteProperty(object, key));
  }

  #told(done: boolean): boolean {
    if (done) this.changed();
    return done;
  }

  #proxyOf(value: object): object | undefined {
    return this.#root?.value === value ? this.#root.proxy : this.#inner?.get(value);
  }

  #method(object: object, name: PropertyKey, fn: Method): Method {
    return (...args) => {
      if (name === "forEach") return this.#forEach(object as Map<unknown, unknown>, args);
      if (ITERATORS.has(name) && !(object instanceof Date)) {
        const pairs = name === "entries" || (name === Symbol.iterator && object instanceof Map);
        return this.#iterate(Reflect.apply(fn, object, args) as Iterator<unknown>, pairs);
      }
      const result: unknown = Reflect.apply(fn, object, args.map(raw));
      const changes =
        MUTATORS.has(String(name)) || (object instanceof Date && String(name).startsWith("set"));
      if (changes) this.changed();
      return result === object ? this.#proxyOf(object) : this.wrap(result);
    };
  }

  /** What an iterator over a Map or a Set finds, observed. An entry is a fresh pair, and only its members are. */
  *#iterate(found: Iterator<unknown>, pairs: boolean): Generator<unknown, void> {
    for (let step = found.next(); !step.done; step = found.next()) {
      yield pairs ? (step.value as unknown[]).map((member) => this.wrap(member)) : this.wrap(step.value);
    }
  }

  #forEach(object: Map<unknown, unknown> | Set<unknown>, [fn, self]: unknown[]): void {
    object.forEach((value: unknown, key: unknown) => {
      (fn as Method).call(self, this.wrap(value), this.wrap(key), this.#proxyOf(object));
    });
  }
}

/** The value behind an observed one, fit to be cloned; any other value as it is. */
export const raw = <T>(value: T): T =>
  typeof value === "object" && value !== null ? ((rawOf.get(value) as T | undefined) ?? value) : value;

/** Puts the values themselves in the place of observed ones, wherever they are in `value`. */
export function purge(value: unknown): void {
  const seen = new Set<object>();
  const left: unknown[] = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one !== "object" || one === null || seen.has(one) || !isObservable(one)) continue;
    seen.add(one);
    if (one instanceof Map) {
      const entries = [...one];
      one.clear();
      for (const [key, member] of entries) one.set(raw(key), raw(member));
      for (const pair of one) left.push(...pair);
    } else if (one instanceof Set) {
      const members = [...one].map(raw);
      one.clear();
      for (const member of members) one.add(member);
      left.push(...members);
    } else {
      for (const [key, member] of Object.entries(one)) {
        if (raw(member) !== member) Reflect.set(one, key, raw(member));
        left.push(raw(member));
      }
    }
  }
}

/** Whether its methods need the object itself as `this`, not a proxy. */
const hasSlots = (value: object): boolean =>
  value instanceof Map || value instanceof Set || value instanceof Date;

function isObservable(value: object): boolean {
  if (Array.isArray(value) || hasSlots(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
