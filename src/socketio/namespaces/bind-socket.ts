/** Ties a stock socket to what is kept of it, and makes it safe to be one of many in an object that sleeps. */

import type { HibernatingAdapter } from "../adapter/adapter.ts";
import {
  type FailureReport,
  guarded,
  guardedCatchAll,
  guardedListeners,
  guardedMiddlewares,
  reportFailures,
} from "../listener-guard.ts";
import { ACKNOWLEDGEMENT_HOLD } from "../engine/keep-alive.ts";
import { microtask } from "../microtask.ts";
import type { ParsedPacket } from "../options.ts";
import type { SocketState } from "../state/socket-state.ts";
import type { AckCallback, StockSocket } from "../socketio-internals.ts";

/** What a bound socket carries besides its own. */
const BINDING = Symbol("binding");

interface Binding {
  readonly state: SocketState;
  readonly report: FailureReport;
  /** Whether somebody listens to the event that is being taken in. */
  heard: boolean;
}

type BoundSocket = StockSocket & { [BINDING]: Binding };

/** `socket.data`, for all sockets: accessors of each socket's own would make each of them a class of its own. */
const DATA: PropertyDescriptor & ThisType<BoundSocket> = {
  configurable: true,
  enumerable: true,
  get() {
    return this[BINDING].state.data;
  },
  set(value: unknown) {
    this[BINDING].state.data = value;
  },
};

/** Binds `socket` to `state`. Called once for each `Socket` object, before any listener is added to it. */
export function bindSocket(socket: StockSocket, state: SocketState, report: FailureReport): void {
  state.socket = socket;
  if (!state.waking) state.data = socket.data;
  if (!(BINDING in socket))
    Object.setPrototypeOf(socket, boundPrototype(Object.getPrototypeOf(socket) as StockSocket));
  (socket as BoundSocket)[BINDING] = { state, report, heard: false };
  reportFailures(socket, report);
  Object.defineProperty(socket, "data", DATA);
}

/** By the stock prototype: there is one of each in a server. */
const prototypes = new WeakMap<object, object>();

function boundPrototype(stock: StockSocket): object {
  const known = prototypes.get(stock);
  if (known !== undefined) return known;
  const methods = {
    ...guardedListeners,
    ...guardedCatchAll(stock as never),
    ...guardedMiddlewares(stock as never),
    ...boundEvents(stock),
  };
  const bound: object = Object.setPrototypeOf(methods, stock);
  prototypes.set(stock, bound);
  return bound;
}

/** The methods of a socket by which events go out and come in. */
function boundEvents({
  emit,
  onevent,
  ack: makeAck,
  _cleanup,
}: StockSocket): Pick<StockSocket, "emit" | "onevent" | "ack" | "_cleanup"> {
  return {
    /** An acknowledgement callback that throws is reported, and an emit to itself looks for nobody else. */
    emit(this: BoundSocket, event: string, ...args: unknown[]): boolean {
      const { state, report } = this[BINDING];
      const ack = args.at(-1);
      if (typeof ack === "function") args[args.length - 1] = guarded(ack as AckCallback, event, report);
      const { opts } = this.nsp.server as unknown as { opts: { connectionStateRecovery?: object } };
      if (opts.connectionStateRecovery === undefined) return emit.call(this, event, ...args);
      const adapter = this.nsp.adapter as unknown as HibernatingAdapter;
      return adapter.toItself(state, () => emit.call(this, event, ...args));
    },

    /**
     * A client may come back for its session while the middlewares still look at its last connection. When they are done
     * with that one, its id belongs to the new socket.
     */
    _cleanup(this: BoundSocket): void {
      const current = (this.nsp.adapter as unknown as HibernatingAdapter).find(this.id);
      if (current === undefined || current === this[BINDING].state) _cleanup.call(this);
    },

    onevent(this: BoundSocket, packet: ParsedPacket): void {
      // A packet without an array has no event: stock Socket.IO lets it pass, and so nobody hears it.
      const [event] = (packet.data ?? []) as [string?];
      this[BINDING].heard = this.listenerCount(event as never) > 0 || this.listenersAny().length > 0;
      onevent.call(this, packet);
    },

    /** The object stays awake for a listener that owes an acknowledgement; an event that nobody hears owes none. */
    ack(this: BoundSocket, id: number): AckCallback {
      const ack = makeAck.call(this, id);
      if (!this[BINDING].heard) return ack;
      let answered = false;
      let release = (): void => {};
      afterListeners(() => {
        if (!answered) release = this.conn.hold(ACKNOWLEDGEMENT_HOLD);
      });
      return (...args) => {
        answered = true;
        release();
        ack(...args);
      };
    },
  };
}

/**
 * Runs `task` when the listeners of an event that is being taken in have run: stock Socket.IO runs them one microtask
 * later. Most have answered by then, and a timer for each of them is the dearest part of a small event.
 */
const afterListeners = (task: () => void): void => microtask(() => microtask(task));
