/** Stock `socket.io-client`s, and what a test waits for from them. */
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { onTestFinished } from "vitest";

const DEADLINE = 45_000;

/**
 * A client that ends with the test. Every client has a connection of its own and does not reconnect, unless `options`
 * say otherwise.
 * @param url the server and the namespace, e.g. `http://127.0.0.1:8787/admin`
 */
export function createClient(url: string, options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
  const socket = io(url, {
    forceNew: true,
    reconnection: false,
    transports: ["websocket"],
    // A busy machine takes longer than the default.
    timeout: DEADLINE,
    ...options,
  });
  onTestFinished(() => {
    socket.io.reconnection(false);
    socket.disconnect();
    socket.io.engine?.close();
  });
  return socket;
}

/** A client that is connected to its namespace. */
export async function connectClient(
  url: string,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<Socket> {
  const socket = createClient(url, options);
  await connected(socket);
  return socket;
}

/** Resolves when `socket` is connected. Rejects with the error of a refused connection. */
export function connected(socket: Socket): Promise<void> {
  if (socket.connected) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => settle(new Error("the client did not connect")), DEADLINE);
    const settle = (error?: Error) => {
      clearTimeout(deadline);
      socket.off("connect", onConnect);
      socket.off("connect_error", settle);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onConnect = () => settle();
    socket.on("connect", onConnect);
    socket.on("connect_error", settle);
  });
}

/** What `once` needs of an emitter: a `Socket`, a `Manager`, an engine. */
interface Emitter {
  once(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** The arguments of the next `event`. Listen before doing what causes it. */
export function once<Args extends unknown[] = unknown[]>(emitter: Emitter, event: string): Promise<Args> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(
      () => reject(new Error(`"${event}" did not happen in ${DEADLINE} ms`)),
      DEADLINE,
    );
    emitter.once(event, (...args) => {
      clearTimeout(deadline);
      resolve(args as Args);
    });
  });
}

/** Events as they arrive, in order. */
export interface Collected {
  /** Everything so far: the event's name, then its arguments. */
  readonly events: unknown[][];
  /** Resolves when at least `count` events have arrived, with all of them. */
  until(count: number): Promise<unknown[][]>;
}

/** Collects every event that `socket` receives, or only those named. */
export function collect(socket: Socket, ...names: string[]): Collected {
  const events: unknown[][] = [];
  let wake: (() => void) | undefined;
  socket.onAny((name: string, ...args: unknown[]) => {
    if (names.length > 0 && !names.includes(name)) return;
    events.push([name, ...args]);
    wake?.();
  });
  return {
    events,
    until: async (count) => {
      const deadline = Date.now() + DEADLINE;
      while (events.length < count) {
        const left = deadline - Date.now();
        if (left <= 0) throw new Error(`${events.length} of ${count} events: ${JSON.stringify(events)}`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return events;
    },
  };
}
