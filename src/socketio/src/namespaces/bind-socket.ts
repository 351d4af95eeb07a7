/** Binds a Socket.IO `Socket` to its saved state: `data` is stored, listeners are guarded, acknowledgements keep the object awake. */

import type { HibernatingAdapter } from "../adapter/adapter.ts";
import { connectionOf } from "../engine/connection.ts";
import {
  type FailureReport,
  guardedCatchAllMethods,
  guardedEmitterMethods,
  guardedMiddlewareMethods,
  guardListener,
  setFailureReport,
} from "../listener-guard.ts";
import { microtask } from "../microtask.ts";
import type { ParsedPacket } from "../options.ts";
import type { AckCallback, InternalSocket } from "../socketio-internals.ts";
import type { SocketState } from "../state/socket-state.ts";

/** How long an event may wait for the acknowledgement of its listener, in milliseconds. */
const ACK_TIMEOUT = 30_000;

/** The property of a socket that has its binding. */
const BINDING = Symbol("binding");

interface Binding {
  readonly state: SocketState;
  readonly report: FailureReport;
  /** Whether the event that is being handled has a listener. */
  hasListener: boolean;
}

type BoundSocket = InternalSocket & { [BINDING]: Binding };

/** `socket.data`. The accessors are shared by all sockets: others for each would give each socket a hidden class of its own. */
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

/** Binds `socket` to `state`. Must be called once for each socket, before listeners are added to it. */
export function bindSocket(socket: InternalSocket, state: SocketState, report: FailureReport): void {
  state.socket = socket;
  if (!state.waking) state.data = socket.data;
  if (!(BINDING in socket))
    Object.setPrototypeOf(socket, boundPrototype(Object.getPrototypeOf(socket) as InternalSocket));
  (socket as BoundSocket)[BINDING] = { state, report, hasListener: false };
  setFailureReport(socket, report);
  Object.defineProperty(socket, "data", DATA);
}

/** Prototypes with the methods below, by Socket.IO's prototype. A server has one of each. */
const prototypes = new WeakMap<object, object>();

function boundPrototype(socketPrototype: InternalSocket): object {
  const known = prototypes.get(socketPrototype);
  if (known !== undefined) return known;
  const methods = {};
  Object.assign(methods, guardedEmitterMethods);
  Object.assign(methods, guardedCatchAllMethods(socketPrototype as never));
  Object.assign(methods, guardedMiddlewareMethods(socketPrototype as never));
  Object.assign(methods, boundMethods(socketPrototype));
  const bound: object = Object.setPrototypeOf(methods, socketPrototype);
  prototypes.set(socketPrototype, bound);
  return bound;
}

const adapterOf = (socket: InternalSocket): HibernatingAdapter =>
  socket.nsp.adapter as unknown as HibernatingAdapter;

function boundMethods({
  emit,
  onevent,
  ack: createAck,
  _cleanup,
}: InternalSocket): Pick<InternalSocket, "emit" | "onevent" | "ack" | "_cleanup"> {
  return {
    /** Guards the acknowledgement callback, and sends to this socket without loading all sessions. */
    emit(this: BoundSocket, event: string, ...args: unknown[]): boolean {
      const { state, report } = this[BINDING];
      const ack = args.at(-1);
      if (typeof ack === "function") args[args.length - 1] = guardListener(ack as AckCallback, event, report);
      const { opts } = this.nsp.server as unknown as { opts: { connectionStateRecovery?: object } };
      if (opts.connectionStateRecovery === undefined) return emit.call(this, event, ...args);
      return adapterOf(this).emitToSelf(state, () => emit.call(this, event, ...args));
    },

    /**
     * Leaves the rooms, unless the socket's id belongs to another by now: a client may recover its session while the
     * middlewares of its previous connection still run.
     */
    _cleanup(this: BoundSocket): void {
      const current = adapterOf(this).findLoaded(this.id);
      if (current === undefined || current === this[BINDING].state) _cleanup.call(this);
    },

    onevent(this: BoundSocket, packet: ParsedPacket): void {
      // A client can send a packet without an array. Socket.IO accepts it, and it has no event.
      const [event] = (packet.data ?? []) as [string?];
      this[BINDING].hasListener = this.listenerCount(event as never) > 0 || this.listenersAny().length > 0;
      onevent.call(this, packet);
    },

    /** Keeps the object awake until a listener has acknowledged the event, if it has a listener. */
    ack(this: BoundSocket, id: number): AckCallback {
      const ack = createAck.call(this, id);
      if (!this[BINDING].hasListener) return ack;
      let acknowledged = false;
      let stopKeepAlive = (): void => {};
      afterListeners(() => {
        if (!acknowledged) stopKeepAlive = connectionOf(this).keepAlive(ACK_TIMEOUT);
      });
      return (...args) => {
        acknowledged = true;
        stopKeepAlive();
        ack(...args);
      };
    },
  };
}

/**
 * Runs `task` after the listeners of the present event, which Socket.IO runs in the next microtask. Most have acknowledged by
 * then; a timer for each event would be the most expensive part of a small one.
 */
const afterListeners = (task: () => void): void => microtask(() => microtask(task));
