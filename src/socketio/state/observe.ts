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
  const proxies = new WeakMap<object, object>();

  const wrap = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || !isObservable(value)) return value;
    const known = proxies.get(value);
    if (known !== undefined) return known;
    const proxy = new Proxy(value, handler);
    proxies.set(value, proxy);
    rawOf.set(proxy, value);
    return proxy;
  };

  const handler: ProxyHandler<object> = {
    get(object, key) {
      const value: unknown = Reflect.get(object, key);
      if (typeof value === "function" && hasSlots(object)) return method(object, key, value as Method);
      const own = Reflect.getOwnPropertyDescriptor(object, key);
      if (own !== undefined && own.configurable === false && own.writable === false) return value;
      return wrap(value);
    },
    set(object, key, value) {
      const done = Reflect.set(object, key, raw(value));
      if (done) changed();
      return done;
    },
    defineProperty(object, key, descriptor) {
      const done = Reflect.defineProperty(object, key, descriptor);
      if (done) changed();
      return done;
    },
    deleteProperty(object, key) {
      const done = Reflect.deleteProperty(object, key);
      if (done) changed();
      return done;
    },
  };

  const method =
    (object: object, name: PropertyKey, fn: Method) =>
    (...args: unknown[]): unknown => {
      if (name === "forEach") return forEach(object as Map<unknown, unknown>, args);
      if (ITERATORS.has(name) && !(object instanceof Date)) {
        const pairs = name === "entries" || (name === Symbol.iterator && object instanceof Map);
        return iterate(Reflect.apply(fn, object, args) as Iterator<unknown>, pairs);
      }
      const result: unknown = Reflect.apply(fn, object, args.map(raw));
      const changes =
        MUTATORS.has(String(name)) || (object instanceof Date && String(name).startsWith("set"));
      if (changes) changed();
      return result === object ? proxies.get(object) : wrap(result);
    };

  /** What an iterator over a Map or a Set finds, observed. An entry is a fresh pair, and only its members are. */
  function* iterate(found: Iterator<unknown>, pairs: boolean): Generator<unknown, void> {
    for (let step = found.next(); !step.done; step = found.next()) {
      yield pairs ? (step.value as unknown[]).map(wrap) : wrap(step.value);
    }
  }

  const forEach = (object: Map<unknown, unknown> | Set<unknown>, [fn, self]: unknown[]): void =>
    object.forEach((value: unknown, key: unknown) => {
      (fn as Method).call(self, wrap(value), wrap(key), proxies.get(object));
    });

  return wrap(raw(target)) as T;
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
