import type { Socket } from "socket.io-client";
import type { Call } from "../../support/fixtures/setup.ts";
import { type ClientHost, EventQueue, withTimeout } from "./event-queue.ts";

/** A stock client that records all its events. */
export class StockClient {
  readonly #events: EventQueue;

  constructor(
    readonly name: string,
    readonly socket: Socket,
    private readonly host: ClientHost,
  ) {
    this.#events = new EventQueue(name);
    const saw = (what: string, ...values: unknown[]) => {
      host.recorder.add(name, what, ...values);
      this.#events.add(what, values);
    };
    socket.on("connect", () => {
      host.recorder.name(socket.id, name);
      host.recorder.name(socket.io.engine.id, `engine of ${name}`);
      saw("connect", socket.recovered);
    });
    socket.on("connect_error", (error: Error & { data?: unknown }) =>
      saw("connect_error", error.message, error.data ?? null),
    );
    socket.on("disconnect", (reason) => saw("disconnect", reason));
    socket.onAny((event: string, ...args: unknown[]) => {
      if (typeof args.at(-1) === "function") this.#answer(event, args.slice(0, -1), args.at(-1));
      saw(event, ...args.map((arg) => (typeof arg === "function" ? "an acknowledgement is wanted" : arg)));
    });
    socket.io.on("reconnect", () => saw("reconnect"));
    socket.io.engine?.on("upgrade", () => this.#events.add("upgrade", []));
  }

  /** Acknowledges an event of the server, unless it is "silent" or has "not <name>" as argument. */
  #answer(event: string, args: unknown[], acknowledge: unknown): void {
    if (event === "silent" || args[0] === `not ${this.name}`) return;
    (acknowledge as (...args: unknown[]) => void)(...args, `says ${this.name}`);
  }

  /** Waits until this client gets `what` (an event, "connect", "disconnect", ...). Each call waits for another event. */
  waitFor(what: string): Promise<unknown[]> {
    return this.#events.next(what);
  }

  /** Emits an event without an acknowledgement. */
  async emit(event: string, ...args: unknown[]): Promise<void> {
    await this.host.idle();
    this.socket.emit(event, ...args);
  }

  /** Emits an event, and waits for its acknowledgement. */
  async emitWithAck(event: string, ...args: unknown[]): Promise<unknown[]> {
    await this.host.idle();
    return this.emitWithAckNow(event, ...args);
  }

  /** Like `emitWithAck`, without waiting until the server is idle. */
  emitWithAckNow(event: string, ...args: unknown[]): Promise<unknown[]> {
    return withTimeout(
      () => `the acknowledgement of "${event}" at ${this.name}`,
      (resolve) =>
        this.socket.emit(event, ...args, (...answer: unknown[]) => {
          this.host.recorder.add(this.name, `acknowledged: ${event}`, ...answer);
          resolve(answer);
        }),
    );
  }

  /** Calls methods on the server's side: of the `server`, of the client's `namespace`, or of its own `socket`. */
  callServer(target: "server" | "namespace" | "socket", ...calls: Call[]): Promise<unknown[]> {
    return this.emitWithAck(target, calls);
  }

  /** Waits until everything that the server sent before has arrived. */
  async sync(): Promise<void> {
    if (!this.socket.connected) return;
    await withTimeout<void>(
      () => `${this.name} to catch up`,
      (resolve) => this.socket.emit("sync", () => resolve()),
    );
  }
}
