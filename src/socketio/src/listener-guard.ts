/**
 * Catches errors of the application's listeners and middlewares, and reports them. The other listeners still run.
 *
 * Socket.IO runs listeners in microtasks, and a Worker drops what is thrown there without a log line.
 */

import { EventEmitter } from "node:events";

/** Reports the error of a listener. It must not throw. */
export type FailureReport = (error: unknown, event: string) => void;

type Listener = (...args: unknown[]) => unknown;

/** The property of an emitter that has its report function. */
const REPORT = Symbol("report");

interface Reporting {
  [REPORT]?: FailureReport;
}

/** Sets the function that reports errors of an emitter's listeners. The emitter must have the methods of this file. */
export function setFailureReport(emitter: object, report: FailureReport): void {
  (emitter as Reporting)[REPORT] = report;
}

/**
 * Returns a function that calls `fn` and reports what it throws, or rejects with. Like the wrappers of Node's `once`, it has
 * the original as `listener`, so that `off(event, fn)` removes it.
 */
export function guardListener(
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
  wrapped.listener = fn;
  return wrapped;
}

const reportOf = (emitter: object): FailureReport => (emitter as Reporting)[REPORT] ?? (() => {});

const emitterMethods = EventEmitter.prototype;

function addListener(
  emitter: EventEmitter,
  method: typeof emitterMethods.on,
  event: string | symbol,
  fn: Listener,
  once: boolean,
): EventEmitter {
  if (typeof fn !== "function") return method.call(emitter, event, fn);
  const guarded = guardListener(fn, String(event), reportOf(emitter));
  if (!once) return method.call(emitter, event, guarded);
  const removeAndCall = function (this: unknown, ...args: unknown[]): unknown {
    emitter.removeListener(event, removeAndCall);
    return guarded.apply(this, args);
  };
  removeAndCall.listener = fn;
  return method.call(emitter, event, removeAndCall);
}

/**
 * An emitter that guards its listeners. Its methods are on the prototype, because there is an emitter for each client and
 * closures would be most of its memory.
 */
export class GuardedEmitter extends EventEmitter {
  override on(event: string | symbol, fn: Listener): this {
    return addListener(this, emitterMethods.on, event, fn, false) as this;
  }

  override addListener(event: string | symbol, fn: Listener): this {
    return addListener(this, emitterMethods.on, event, fn, false) as this;
  }

  override once(event: string | symbol, fn: Listener): this {
    return addListener(this, emitterMethods.on, event, fn, true) as this;
  }

  override prependListener(event: string | symbol, fn: Listener): this {
    return addListener(this, emitterMethods.prependListener, event, fn, false) as this;
  }

  override prependOnceListener(event: string | symbol, fn: Listener): this {
    return addListener(this, emitterMethods.prependListener, event, fn, true) as this;
  }
}

const { prototype } = GuardedEmitter;

/** The methods of a {@link GuardedEmitter}, for emitters of another class. */
export const guardedEmitterMethods = {
  on: prototype.on,
  addListener: prototype.addListener,
  once: prototype.once,
  prependListener: prototype.prependListener,
  prependOnceListener: prototype.prependOnceListener,
};

/** Guards the listeners that are added to `emitter` from now on. */
export function guardListeners(emitter: EventEmitter, report: FailureReport): void {
  setFailureReport(emitter, report);
  Object.assign(emitter, guardedEmitterMethods);
}

/** The catch-all methods of a socket. */
export interface CatchAllMethods {
  onAny(listener: Listener): unknown;
  prependAny(listener: Listener): unknown;
  offAny(listener?: Listener): unknown;
  listenersAny(): Listener[];
  onAnyOutgoing(listener: Listener): unknown;
  prependAnyOutgoing(listener: Listener): unknown;
  offAnyOutgoing(listener?: Listener): unknown;
  listenersAnyOutgoing(): Listener[];
}

/** Returns catch-all methods that guard their listeners. Socket.IO keeps these listeners in lists of its own. */
export function guardedCatchAllMethods(socket: CatchAllMethods): CatchAllMethods {
  const methods = {};
  for (const direction of ["Any", "AnyOutgoing"] as const) {
    const stockOn = socket[`on${direction}`];
    const stockPrepend = socket[`prepend${direction}`];
    const stockOff = socket[`off${direction}`];
    const stockListeners = socket[`listeners${direction}`];
    const isWrapperOf = (fn: Listener | undefined) => (wrapper: Listener) => original(wrapper) === fn;
    Object.assign(methods, {
      [`on${direction}`](this: CatchAllMethods, fn: Listener): unknown {
        return stockOn.call(this, guardListener(fn, "*", reportOf(this)));
      },
      [`prepend${direction}`](this: CatchAllMethods, fn: Listener): unknown {
        return stockPrepend.call(this, guardListener(fn, "*", reportOf(this)));
      },
      [`off${direction}`](this: CatchAllMethods, fn?: Listener): unknown {
        return stockOff.call(this, fn && (stockListeners.call(this).find(isWrapperOf(fn)) ?? fn));
      },
      [`listeners${direction}`](this: CatchAllMethods): Listener[] {
        return stockListeners.call(this).map(original);
      },
    });
  }
  return methods as CatchAllMethods;
}

/** Returns the function that {@link guardListener} has wrapped. */
const original = (fn: Listener & { listener?: Listener }): Listener => fn.listener ?? fn;

type Next = (error?: Error) => void;
type Middleware = (subject: unknown, next: Next) => unknown;

/** A namespace or a socket: both have `use`. */
export interface MiddlewareMethods {
  use(middleware: never): unknown;
}

/** Returns a `use` that guards its middlewares: if one throws or rejects, the error is reported and the client is rejected without details. */
export function guardedMiddlewareMethods(subject: MiddlewareMethods): MiddlewareMethods {
  const use = subject.use as (middleware: Middleware) => unknown;
  return {
    use(this: object, fn: Middleware): unknown {
      return use.call(this, guardMiddleware(fn, reportOf(this)));
    },
  };
}

/** Guards the middlewares that are added to `subject` from now on. */
export function guardMiddlewares(subject: MiddlewareMethods, report: FailureReport): void {
  setFailureReport(subject, report);
  Object.assign(subject, guardedMiddlewareMethods(subject));
}

function guardMiddleware(fn: Middleware, report: FailureReport): Middleware {
  return (subject, next) => {
    let called = false;
    const callOnce: Next = (error) => {
      if (called) return;
      called = true;
      next(error);
    };
    const fail = (error: unknown): void => {
      report(error, "use");
      callOnce(new Error("Internal server error"));
    };
    try {
      const result = fn(subject, callOnce);
      if (result instanceof Promise) result.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}
