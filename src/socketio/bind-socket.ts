/** Ties a stock socket to what is kept of it, and makes it safe to be one of many in an object that sleeps. */

import type { HibernatingAdapter } from "./adapter.ts";
import { ACKNOWLEDGEMENT_HOLD } from "./holds.ts";
import {
  type FailureReport,
  guardCatchAll,
  guardListeners,
  guardMiddlewares,
  harmless,
} from "./listeners.ts";
import type { SocketState } from "./state/socket-state.ts";
import type { AckCallback, StockSocket } from "./stock.ts";

/** Binds `socket` to `state`. Called once for each `Socket` object, before any listener is added to it. */
export function bindSocket(socket: StockSocket, state: SocketState, report: FailureReport): void {
  state.socket = socket;
  if (!state.waking) state.data = socket.data;
  Object.defineProperty(socket, "data", {
    configurable: true,
    enumerable: true,
    get: () => state.data,
    set: (value: unknown) => {
      state.data = value;
    },
  });
  guardListeners(socket as never, report);
  guardCatchAll(socket as never, report);
  guardMiddlewares(socket as never, report);
  guardEmit(socket, state, report);
  holdForAcknowledgements(socket);
}

/** An acknowledgement callback that throws is reported, and an emit to itself looks for nobody else. */
function guardEmit(socket: StockSocket, state: SocketState, report: FailureReport): void {
  const emit = socket.emit.bind(socket);
  const adapter = socket.nsp.adapter as unknown as HibernatingAdapter;
  const { opts } = socket.nsp.server as unknown as { opts: { connectionStateRecovery?: object } };
  socket.emit = (event, ...args) => {
    const ack = args.at(-1);
    if (typeof ack === "function") args[args.length - 1] = harmless(ack as AckCallback, event, report);
    return opts.connectionStateRecovery === undefined
      ? emit(event, ...args)
      : adapter.toItself(state, () => emit(event, ...args));
  };
}

/** The object stays awake for a listener that owes an acknowledgement; an event that nobody hears owes none. */
function holdForAcknowledgements(socket: StockSocket): void {
  const onevent = socket.onevent.bind(socket);
  const makeAck = socket.ack.bind(socket);
  let heard = false;
  socket.onevent = (packet) => {
    // A packet without an array has no event: stock Socket.IO lets it pass, and so nobody hears it.
    const [event] = (packet.data ?? []) as [string?];
    heard = socket.listenerCount(event as never) > 0 || socket.listenersAny().length > 0;
    onevent(packet);
  };
  socket.ack = (id) => {
    const ack = makeAck(id);
    if (!heard) return ack;
    let answered = false;
    let release = (): void => {};
    afterListeners(() => {
      if (!answered) release = socket.conn.hold(ACKNOWLEDGEMENT_HOLD);
    });
    return (...args) => {
      answered = true;
      release();
      ack(...args);
    };
  };
}

/**
 * Runs `task` when the listeners of an event that is being taken in have run: stock Socket.IO runs them one microtask
 * later. Most have answered by then, and a timer for each of them is the dearest part of a small event.
 */
const afterListeners = (task: () => void): void => queueMicrotask(() => queueMicrotask(task));
