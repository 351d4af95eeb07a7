/** Keeps a socket connected, and knows in which state it is. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Clock } from "./clock.ts";
import { type ConnectionState, passes } from "./connection-state.ts";
import { PageHeartbeat } from "./page-heartbeat.ts";
import { type Refusal, refusalOf } from "./refusal.ts";
import { retryDelay } from "./retry-delay.ts";
import type { RoomSocket } from "./room-socket.ts";

/** When a room that refuses for now is asked again if it does not say when itself, in milliseconds. */
const ASK_AGAIN = 20_000;

export class Connection {
  readonly state: ReadonlySignal<ConnectionState>;
  readonly #state = signal<ConnectionState>({ kind: "connecting" });
  #attempt = 0;
  #cancelRetry: (() => void) | undefined;
  #heartbeat: PageHeartbeat | undefined;

  /** @param mend changes what the refusal was about, and says whether it did: the room is then asked again at once */
  constructor(
    private readonly socket: RoomSocket,
    private readonly clock: Clock,
    private readonly mend: (refusal: Refusal) => boolean,
  ) {
    this.state = this.#state;
    socket.io.on("open", () => {
      this.#heartbeat = new PageHeartbeat(socket.io.engine, clock);
    });
    socket.io.on("close", () => this.#heartbeat?.stop());
    socket.on("disconnect", () => this.#lost());
    socket.on("connect_error", (error) => this.#failed(error));
    addEventListener("offline", () => this.#offline());
    addEventListener("online", () => this.connect());
    document.addEventListener("visibilitychange", () => this.#lookedAt());
  }

  get live(): boolean {
    return this.#state.peek().kind === "live";
  }

  /** Connects now, or does nothing when that is already under way. */
  connect(): void {
    if (this.live) {
      this.#heartbeat?.probe();
      return;
    }
    this.#cancelRetry?.();
    this.#state.value = { kind: "connecting" };
    this.socket.connect();
  }

  /** To be called with the room's welcome: only then is anything possible. */
  welcomed(): void {
    this.#attempt = 0;
    this.#state.value = { kind: "live", transport: this.socket.io.engine.transport.name };
  }

  #lost(): void {
    if (navigator.onLine) this.#retryIn(retryDelay(this.#attempt++, Math.random()));
    else this.#offline();
  }

  #failed(error: Error): void {
    const refusal = refusalOf(error);
    if (refusal === undefined) {
      this.#lost();
      return;
    }
    if (this.mend(refusal)) {
      this.connect();
      return;
    }
    const { code, message, retryAfter = ASK_AGAIN } = refusal;
    this.#state.value = { kind: "refused", code, message };
    if (passes(code)) this.#cancelRetry = this.clock.after(retryAfter, () => this.connect());
  }

  #retryIn(delay: number): void {
    this.#state.value = { kind: "waiting", retryAt: this.clock.now() + delay };
    this.#cancelRetry?.();
    this.#cancelRetry = this.clock.after(delay, () => this.connect());
  }

  #offline(): void {
    this.#cancelRetry?.();
    this.#state.value = { kind: "offline" };
    this.socket.io.engine?.close();
  }

  /** A device that slept, or a tab that was away, may be holding a connection that is long gone. */
  #lookedAt(): void {
    if (document.visibilityState !== "visible") return;
    if (this.live) this.#heartbeat?.probe();
    else if (this.#state.peek().kind === "waiting") this.connect();
  }
}
