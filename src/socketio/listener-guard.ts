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

/** Whom an object tells of its listeners' failures. */
const REPORT = Symbol("report");

interface Reporting {
  [REPORT]?: FailureReport;
}

/** Has the failures of an object's listeners reported, where its methods are those of this file. */
export function reportFailures(subject: object, report: FailureReport): void {
  (subject as Reporting)[REPORT] = report;
}

/** `fn` made harmless. It passes for `fn` where listeners are compared, as Node's `once` wrappers do. */
export function guarded(
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

/** What an object tells of a failure; nobody, before it is known whom. */
const reportOf = (subject: object): FailureReport => (subject as Reporting)[REPORT] ?? (() => {});

const stock = EventEmitter.prototype;

function add(
  emitter: EventEmitter,
  method: typeof stock.on,
  event: string | symbol,
  fn: Listener,
  once: boolean,
): EventEmitter {
  if (typeof fn !== "function") return method.call(emitter, event, fn);
  const wrapped = guarded(fn, String(event), reportOf(emitter));
  if (!once) return method.call(emitter, event, wrapped);
  const first = function (this: unknown, ...args: unknown[]): unknown {
    emitter.removeListener(event, first);
    return wrapped.apply(this, args);
  };
  first.listener = fn;
  return method.call(emitter, event, first);
}

/**
 * An emitter whose listeners are harmless. `off` still takes the original. The methods are shared by all of them: a
 * socket is made for each client that comes in, and functions of its own would be most of it.
 */
export class GuardedEmitter extends EventEmitter {
  override on(event: string | symbol, fn: Listener): this {
    return add(this, stock.on, event, fn, false) as this;
  }

  override addListener(event: string | symbol, fn: Listener): this {
    return add(this, stock.on, event, fn, false) as this;
  }

  override once(event: string | symbol, fn: Listener): this {
    return add(this, stock.on, event, fn, true) as this;
  }

  override prependListener(event: string | symbol, fn: Listener): this {
    return add(this, stock.prependListener, event, fn, false) as this;
  }

  override prependOnceListener(event: string | symbol, fn: Listener): this {
    return add(this, stock.prependListener, event, fn, true) as this;
  }
}

const { on, addListener, once, prependListener, prependOnceListener } = GuardedEmitter.prototype;

/** The methods of a {@link GuardedEmitter}, for emitters of another class. */
export const guardedListeners = { on, addListener, once, prependListener, prependOnceListener };

/** Makes every listener that is added to `emitter` from now on harmless. */
export function guardListeners(emitter: EventEmitter, report: FailureReport): void {
  reportFailures(emitter, report);
  Object.assign(emitter, guardedListeners);
}

/** The part of a socket that has catch-all listeners. */
export interface CatchAll {
  onAny(listener: Listener): unknown;
  prependAny(listener: Listener): unknown;
  offAny(listener?: Listener): unknown;
  listenersAny(): Listener[];
  onAnyOutgoing(listener: Listener): unknown;
  prependAnyOutgoing(listener: Listener): unknown;
  offAnyOutgoing(listener?: Listener): unknown;
  listenersAnyOutgoing(): Listener[];
}

/** Methods that do the same for catch-all listeners, which Socket.IO keeps in lists of its own. */
export function guardedCatchAll(socket: CatchAll): CatchAll {
  const methods = {};
  for (const direction of ["Any", "AnyOutgoing"] as const) {
    const stockOn = socket[`on${direction}`];
    const stockPrepend = socket[`prepend${direction}`];
    const stockOff = socket[`off${direction}`];
    const stockListeners = socket[`listeners${direction}`];
    const isWrapperOf = (fn: Listener | undefined) => (wrapped: Listener) => original(wrapped) === fn;
    Object.assign(methods, {
      [`on${direction}`](this: CatchAll, fn: Listener): unknown {
        return stockOn.call(this, guarded(fn, "*", reportOf(this)));
      },
      [`prepend${direction}`](this: CatchAll, fn: Listener): unknown {
        return stockPrepend.call(this, guarded(fn, "*", reportOf(this)));
      },
      [`off${direction}`](this: CatchAll, fn?: Listener): unknown {
        return stockOff.call(this, fn && (stockListeners.call(this).find(isWrapperOf(fn)) ?? fn));
      },
      [`listeners${direction}`](this: CatchAll): Listener[] {
        return stockListeners.call(this).map(original);
      },
    });
  }
  return methods as CatchAll;
}

/** What a listener was before it was made harmless. */
const original = (fn: Listener & { listener?: Listener }): Listener => fn.listener ?? fn;

type Next = (error?: Error) => void;
type Middleware = (subject: unknown, next: Next) => unknown;

/** Something that takes middlewares: a namespace or a socket. */
export interface Middlewares {
  use(middleware: never): unknown;
}

/** A method that makes middlewares harmless: one that throws or rejects refuses, without saying why. */
export function guardedMiddlewares(subject: Middlewares): Middlewares {
  const use = subject.use as (middleware: Middleware) => unknown;
  return {
    use(this: object, fn: Middleware): unknown {
      return use.call(this, harmlessMiddleware(fn, reportOf(this)));
    },
  };
}

/** Makes the middlewares that are added to `subject` from now on harmless. */
export function guardMiddlewares(subject: Middlewares, report: FailureReport): void {
  reportFailures(subject, report);
  Object.assign(subject, guardedMiddlewares(subject));
}

function harmlessMiddleware(fn: Middleware, report: FailureReport): Middleware {
  return (argument, next) => {
    let called = false;
    const callOnce: Next = (error) => {
      if (called) return;
      called = true;
      next(error);
    };
    const failed = (error: unknown): void => {
      report(error, "use");
      callOnce(new Error("Internal server error"));
    };
    try {
      const result = fn(argument, callOnce);
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  };
}
