/** Watches a value for changes, however deep, so that `socket.data` can be saved when it changed. */

const rawOf = new WeakMap<object, object>();

type Method = (...args: unknown[]) => unknown;

/** The methods that change a Map, a Set or a Date. */
const MUTATORS = new Set(["set", "add", "delete", "clear"]);

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
      if (typeof value === "function" && hasSlots(object))
        return method(object, String(key), value as Method);
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
    (object: object, name: string, fn: Method) =>
    (...args: unknown[]): unknown => {
      const result: unknown = Reflect.apply(fn, object, args.map(raw));
      if (MUTATORS.has(name) || (object instanceof Date && name.startsWith("set"))) changed();
      return result === object ? proxies.get(object) : wrap(result);
    };

  return wrap(raw(target)) as T;
}

/** The value behind an observed one, fit to be cloned; any other value as it is. */
export const raw = <T>(value: T): T =>
  typeof value === "object" && value !== null ? ((rawOf.get(value) as T | undefined) ?? value) : value;

/** Whether its methods need the object itself as `this`, not a proxy. */
const hasSlots = (value: object): boolean =>
  value instanceof Map || value instanceof Set || value instanceof Date;

function isObservable(value: object): boolean {
  if (Array.isArray(value) || hasSlots(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
