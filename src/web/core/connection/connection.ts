/** Keeps a socket connected, and has its state as a signal. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Clock } from "../clock.ts";
import { type ConnectError, connectErrorOf } from "./connect-error.ts";
import { type ConnectionState, isTemporary } from "./connection-state.ts";
import { PageHeartbeat } from "./page-heartbeat.ts";
import { retryDelay } from "./retry-delay.ts";
import type { RoomSocket, TransportName, Transports } from "./room-socket.ts";

/** When to try again if the room does not say when, or the browser says it is offline, in milliseconds. */
const RETRY_AFTER = 20_000;

/** How long the first attempt may take until the welcome, in milliseconds. Later ones may take longer, up to four times. */
const WELCOME_TIMEOUT = 15_000;

export class Connection {
  readonly state: ReadonlySignal<ConnectionState>;
  readonly #state = signal<ConnectionState>({ kind: "connecting" });
  #attempt = 0;
  #cancelRetry: (() => void) | undefined;
  #cancelDeadline: (() => void) | undefined;
  /** Whether the last attempt got no answer. */
  #silent = false;
  /** Whether this connection has lost an acknowledgement. */
  #hasUnanswered = false;
  #heartbeat: PageHeartbeat | undefined;
  #opening: RoomSocket["io"]["engine"] | undefined;
  /** Why the room is about to disconnect the page. */
  #goodbye: ConnectError | undefined;
  #isOver = false;

  /**
   * @param recover changes what the error is about and returns whether it did; the next attempt then follows at once
   * @param left aborts when the room is left
   */
  constructor(
    private readonly socket: RoomSocket,
    private readonly clock: Clock,
    private readonly recover: (rejection: ConnectError) => boolean,
    private transports: Transports,
    left?: AbortSignal,
  ) {
    this.state = this.#state;
    socket.io.on("open", () => {
      this.#opening = undefined;
      this.#heartbeat = new PageHeartbeat(socket.io.engine, clock);
    });
    socket.io.on("close", () => this.#heartbeat?.stop());
    socket.on("disconnect", () => this.#lost());
    socket.on("connect_error", (error) => this.#failed(error));
    const until = left === undefined ? {} : { signal: left };
    addEventListener("offline", () => this.#offline(), until);
    addEventListener("online", () => this.connect(), until);
    document.addEventListener("visibilitychange", () => this.#becameVisible(), until);
  }

  /** Not any more once it is closed for good: the state stays as the page showed it last. */
  get live(): boolean {
    return !this.#isOver && this.#state.peek().kind === "live";
  }

  /** Connects now, instead of an attempt that may hang. If it is connected already, probes the connection. */
  connect(): void {
    if (this.#isOver) return;
    if (this.live) {
      this.#heartbeat?.probe();
      return;
    }
    if (this.#opening !== undefined || this.socket.connected) this.#abandon();
    this.#cancelRetry?.();
    this.#state.value = { kind: "connecting" };
    this.#cancelDeadline?.();
    const deadline = WELCOME_TIMEOUT * Math.min(this.#attempt + 1, 4);
    this.#cancelDeadline = this.clock.after(deadline, () => this.#welcomeTimedOut());
    this.socket.connect();
    this.#watchOpening(this.socket.io.engine);
  }

  /** Reconnects by one transport, and uses only this one while the page is open. */
  reconnectBy(transport: TransportName): void {
    this.socket.io.opts.transports = [this.transports[transport]];
    this.socket.disconnect();
    this.connect();
  }

  /** The transport in use, or the one that is opening. */
  get transport(): InstanceType<Transports[TransportName]> | undefined {
    // The classes of `transports` are the only ones that the engine makes.
    return this.socket.io.engine?.transport as InstanceType<Transports[TransportName]> | undefined;
  }

  /** Replaces the classes of the transports for the following attempts; their order stays. */
  useTransports(transports: Transports): void {
    const { opts } = this.socket.io;
    const names = opts.transports?.map((used) =>
      used === this.transports.polling ? "polling" : "websocket",
    );
    this.transports = transports;
    opts.transports = (names ?? (["websocket", "polling"] as const)).map((name) => transports[name]);
  }

  /** To be called with the welcome: the room accepts requests from then on. */
  welcomed(): void {
    this.#attempt = 0;
    this.#cancelDeadline?.();
    this.#silent = false;
    this.#hasUnanswered = false;
    this.#state.value = { kind: "live", transport: this.socket.io.engine.transport.name };
  }

  /** To be called when an acknowledgement does not come in time: the second time the connection is closed and replaced. */
  unanswered(): void {
    if (!this.live) return;
    if (this.#hasUnanswered) this.socket.io.engine.close();
    else this.#heartbeat?.probe();
    this.#hasUnanswered = true;
  }

  /** To be called when the server has a newer protocol: disconnects for good. */
  outdated(): void {
    this.#isOver = true;
    this.#cancelRetry?.();
    this.#cancelDeadline?.();
    this.#state.value = { kind: "outdated" };
    this.socket.disconnect();
  }

  /** Disconnects for good. */
  close(): void {
    this.#isOver = true;
    this.#cancelRetry?.();
    this.#heartbeat?.stop();
    this.#abandon();
  }

  #abandon(): void {
    this.#opening = undefined;
    this.socket.disconnect();
    // `disconnect` does not close a connection that is still opening.
    this.socket.io.engine?.close();
  }

  /** To be called with the room's `goodbye`: it is about to disconnect the page, which must not reconnect at once. */
  goodbyeReceived(reason: ConnectError): void {
    this.#goodbye = reason;
  }

  /** A manager that is opening gets the errors of its engine, but not a close without an error. */
  #watchOpening(engine: RoomSocket["io"]["engine"]): void {
    this.#opening = engine;
    engine.once("close", () => {
      if (this.#opening !== engine) return;
      this.#opening = undefined;
      this.socket.disconnect();
      this.#lost();
    });
  }

  /** Some networks pass the handshake of a transport and nothing after it: the next attempt uses the other one. */
  #welcomeTimedOut(): void {
    const { opts, engine } = this.socket.io;
    const { websocket, polling } = this.transports;
    opts.transports = engine?.transport?.name === "websocket" ? [polling, websocket] : [websocket, polling];
    this.#silent = true;
    this.#opening = undefined;
    const isConnected = this.socket.connected;
    this.socket.disconnect();
    // Otherwise the `disconnect` event has called it.
    if (!isConnected) this.#lost();
  }

  #lost(): void {
    if (this.#isOver) return;
    this.#cancelDeadline?.();
    const goodbye = this.#goodbye;
    this.#goodbye = undefined;
    if (goodbye !== undefined) this.#refused(goodbye);
    else if (navigator.onLine) this.#retryIn(retryDelay(this.#attempt++, Math.random()));
    else this.#offline();
  }

  #failed(error: Error): void {
    this.#opening = undefined;
    const rejection = connectErrorOf(error);
    if (rejection === undefined) {
      this.#lost();
      return;
    }
    if (this.recover(rejection)) {
      this.connect();
      return;
    }
    this.#refused(rejection);
  }

  #refused({ retryAfter = RETRY_AFTER, ...reason }: ConnectError): void {
    this.#cancelDeadline?.();
    this.#state.value = { kind: "refused", ...reason };
    if (isTemporary(reason.code)) this.#cancelRetry = this.clock.after(retryAfter, () => this.connect());
  }

  #retryIn(delay: number): void {
    const retryAt = this.clock.now() + delay;
    this.#state.value = this.#silent
      ? { kind: "waiting", retryAt, silent: true }
      : { kind: "waiting", retryAt };
    this.#cancelRetry?.();
    this.#cancelRetry = this.clock.after(delay, () => this.connect());
  }

  /** A browser may be wrong about being offline, so the page tries again after a while. */
  #offline(): void {
    if (this.#isOver) return;
    this.#opening = undefined;
    this.socket.disconnect();
    this.#cancelRetry?.();
    this.#cancelDeadline?.();
    this.#state.value = { kind: "offline" };
    this.#cancelRetry = this.clock.after(RETRY_AFTER, () => this.connect());
  }

  /** After sleep, or in a hidden tab, the connection may be lost without notice. */
  #becameVisible(): void {
    const { kind } = this.#state.peek();
    if (document.visibilityState === "visible" && kind !== "connecting" && kind !== "refused") this.connect();
  }
}
