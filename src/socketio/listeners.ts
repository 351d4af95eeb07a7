/**
 * Listeners that cannot hurt: one that throws or rejects is reported, and the others run.
 *
 * In a Worker this matters more than on Node, because what is thrown in a microtask (where Socket.IO runs listeners)
 * vanishes without a line.
 */

import { EventEmitter } from "node:events";

/** Hears of a listener's failure. It must not throw. */
export type FailureReport = (error: unknown, event: string) => void;

type Listener = (...args: unknown[]) => unknown;

/** `fn` made harmless. It passes for `fn` where listeners are compared, as Node's `once` wrappers do. */
export function harmless(
  fn: Listener,
  event: string,
  report: FailureReport,
): Listener & { listener: Listener } {
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    try {
      const result: unknown = fn.apply(this, args);
      if (result instanceof Promise) result.catch((error: unknown) => report(error, event));
      return result;
    } catch (error) {
      report(error, event);
      return undefined;
    }
  };
  return Object.assign(wrapped, { listener: fn });
}

/** The part of an emitter that adds listeners. */
interface Emitter {
  removeListener(event: string | symbol, listener: Listener): unknown;
}

/**
 * Makes every listener that is added to `emitter` from now on harmless. `off` still takes the original.
 */
export function guardListeners(emitter: Emitter, report: FailureReport): void {
  const { on, prependListener } = EventEmitter.prototype;
  const add =
    (method: typeof on, once: boolean) =>
    (event: string | symbol, fn: Listener): unknown => {
      if (typeof fn !== "function") return method.call(emitter as EventEmitter, event, fn);
      const wrapped = harmless(fn, String(event), report);
      if (!once) return method.call(emitter as EventEmitter, event, wrapped);
      const first = Object.assign(
        function (this: unknown, ...args: unknown[]): unknown {
          emitter.removeListener(event, first);
          return wrapped.apply(this, args);
        },
        { listener: fn },
      );
      return method.call(emitter as EventEmitter, event, first);
    };
  Object.assign(emitter, {
    on: add(on, false),
    addListener: add(on, false),
    once: add(on, true),
    prependListener: add(prependListener, false),
    prependOnceListener: add(prependListener, true),
  });
}

/** The part of a socket that has catch-all listeners. */
interface CatchAll {
  onAny(listener: Listener): unknown;
  prependAny(listener: Listener): unknown;
  offAny(listener?: Listener): unknown;
  listenersAny(): Listener[];
  onAnyOutgoing(listener: Listener): unknown;
  prependAnyOutgoing(listener: Listener): unknown;
  offAnyOutgoing(listener?: Listener): unknown;
  listenersAnyOutgoing(): Listener[];
}

/** Does the same for catch-all listeners, which Socket.IO keeps in lists of its own. */
export function guardCatchAll(socket: CatchAll, report: FailureReport): void {
  for (const direction of ["Any", "AnyOutgoing"] as const) {
    const wrappers = new WeakMap<Listener, Listener>();
    const originals = new WeakMap<Listener, Listener>();
    const wrap = (fn: Listener): Listener => {
      const wrapped = wrappers.get(fn) ?? harmless(fn, "*", report);
      wrappers.set(fn, wrapped);
      originals.set(wrapped, fn);
      return wrapped;
    };
    const on = socket[`on${direction}`].bind(socket);
    const prepend = socket[`prepend${direction}`].bind(socket);
    const off = socket[`off${direction}`].bind(socket);
    const listeners = socket[`listeners${direction}`].bind(socket);
    Object.assign(socket, {
      [`on${direction}`]: (fn: Listener) => on(wrap(fn)),
      [`prepend${direction}`]: (fn: Listener) => prepend(wrap(fn)),
      [`off${direction}`]: (fn?: Listener) => off(fn === undefined ? undefined : (wrappers.get(fn) ?? fn)),
      [`listeners${direction}`]: () => listeners().map((fn) => originals.get(fn) ?? fn),
    });
  }
}

type Next = (error?: Error) => void;
type Middleware = (subject: unknown, next: Next) => unknown;

/** Something that takes middlewares: a namespace or a socket. */
interface Middlewares {
  use(middleware: never): unknown;
}

/** Makes middlewares that are added from now on harmless: one that throws or rejects refuses, without saying why. */
export function guardMiddlewares(subject: Middlewares, report: FailureReport): void {
  const use = subject.use.bind(subject) as (middleware: Middleware) => unknown;
  const guarded =
    (fn: Middleware): Middleware =>
    (argument, next) => {
      let called = false;
      const once: Next = (error) => {
        if (called) return;
        called = true;
        next(error);
      };
      const failed = (error: unknown): void => {
        report(error, "use");
        once(new Error("Internal server error"));
      };
      try {
        const result = fn(argument, once);
        if (result instanceof Promise) result.catch(failed);
      } catch (error) {
        failed(error);
      }
    };
  Object.assign(subject, { use: (fn: Middleware) => use(guarded(fn)) });
}
