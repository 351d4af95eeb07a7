/**
 * Flow control for one WebSocket, whose client may have stopped reading.
 *
 * workerd has no `bufferedAmount` and buffers without limit. So the bytes since the client's last pong are counted; past a
 * limit a ping is sent as a barrier, and later frames wait in memory until the client answers it.
 */

import { SEPARATOR } from "./packet.ts";

/** How much may be sent before the client must answer a ping, in characters or bytes. */
export const UNACKNOWLEDGED_LIMIT = 1_000_000;

/**
 * How much may wait for a pong, or for the next poll, in characters or bytes. Frames of a broadcast are shared by all
 * clients that wait for them.
 */
export const QUEUE_LIMIT = 4_000_000;

/** How long the pong may take, in milliseconds. */
export const PONG_TIMEOUT = 20_000;

/** Writes frames to one WebSocket. */
export class SendQueue {
  #unacknowledgedSize = 0;
  /** Frames that wait for a pong; `undefined` if no barrier ping is unanswered. */
  #waiting: Array<string | Uint8Array> | undefined;
  #waitingSize = 0;
  #timeout: ReturnType<typeof setTimeout> | undefined;
  #stalled = false;
  /** Packets that are sent as one frame; `undefined` if each is sent at once. */
  #corked: string[] | undefined;
  /** Called when the client has answered a ping and no frame waits. */
  onDrain: (() => void) | undefined;

  /** @param onStall is called once if the client does not answer in time, or too much waits for it */
  constructor(
    readonly ws: WebSocket,
    private readonly onStall: () => void,
  ) {}

  /** Whether a frame that is written now is sent at once. */
  get writable(): boolean {
    return this.ws.readyState === WebSocket.OPEN && this.#waiting === undefined && !this.#stalled;
  }

  /** Collects packets until {@link uncork}. */
  cork(): void {
    this.#corked ??= [];
  }

  /** Sends the collected packets as one frame, separated as in the body of a poll. */
  uncork(): void {
    const packets = this.#corked;
    this.#corked = undefined;
    if (packets !== undefined && packets.length > 0) this.write(packets.join(SEPARATOR));
  }

  /** Sends a frame, or queues it until the client answers the barrier ping. */
  write(frame: string | Uint8Array): void {
    if (this.#stalled) return;
    if (this.#corked !== undefined) {
      if (typeof frame === "string") {
        this.#corked.push(frame);
        return;
      }
      // Bytes are a frame of their own.
      this.uncork();
    }
    if (this.#waiting === undefined) {
      sendFrame(this.ws, frame);
      this.#unacknowledgedSize += frame.length;
      if (this.#unacknowledgedSize > UNACKNOWLEDGED_LIMIT) this.#sendBarrierPing();
      return;
    }
    if (this.#waitingSize > QUEUE_LIMIT) {
      this.#stall();
      return;
    }
    this.#waitingSize += frame.length;
    this.#waiting.push(frame);
  }

  /**
   * Handles a pong. A pong that no ping asked for is ignored: a client that does not read could send it, too.
   *
   * @param heartbeatPending whether a heartbeat ping is unanswered; the barrier ping is known here
   */
  onPong(heartbeatPending: boolean): void {
    if (heartbeatPending || this.#waiting !== undefined) this.acknowledge();
  }

  /** The client has read everything that was sent before the ping: sends what waits. */
  acknowledge(): void {
    this.#unacknowledgedSize = 0;
    const waiting = this.#waiting ?? [];
    this.#clearBarrier();
    for (const frame of waiting) this.write(frame);
    if (this.#waiting === undefined) this.onDrain?.();
  }

  /** Sends what waits, and closes the WebSocket. */
  flushAndClose(): void {
    this.uncork();
    for (const frame of this.#waiting ?? []) sendFrame(this.ws, frame);
    this.close();
  }

  /** Closes the WebSocket, and drops what waits. */
  close(code?: number): void {
    this.#clearBarrier();
    closeWebSocket(this.ws, code);
  }

  #sendBarrierPing(): void {
    sendFrame(this.ws, "2");
    this.#waiting = [];
    this.#timeout = setTimeout(() => this.#stall(), PONG_TIMEOUT);
  }

  #clearBarrier(): void {
    clearTimeout(this.#timeout);
    this.#waiting = undefined;
    this.#waitingSize = 0;
  }

  #stall(): void {
    this.#clearBarrier();
    this.#stalled = true;
    this.onStall();
  }
}

/** Sends a frame. Returns `false` if the WebSocket is closing, where `send` throws: its close event follows. */
export function sendFrame(ws: WebSocket, frame: string | Uint8Array): boolean {
  try {
    ws.send(frame);
    return true;
  } catch {
    return false;
  }
}

/** Closes a WebSocket in any state. */
export function closeWebSocket(ws: WebSocket, code?: number, reason?: string): void {
  try {
    ws.close(code, reason);
  } catch {
    // It is closed already.
  }
}
