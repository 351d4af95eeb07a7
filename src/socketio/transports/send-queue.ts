/**
 * The way to one WebSocket, for a client that may have stopped reading.
 *
 * workerd has no `bufferedAmount` and queues without end, so what was sent since the client last proved that it reads is
 * counted. Past a limit a ping is sent as a barrier, and what follows waits behind it for the pong.
 */

import { closeWebSocket, sendFrame } from "./websocket.ts";

/** How much may be under way to a client, in characters or bytes, before it must prove that it reads. */
export const UNPROVEN_LIMIT = 1_000_000;

/**
 * After how much no more may wait behind the barrier, or for the next poll. Many clients wait for the same frames, which
 * are in memory once.
 */
export const WAITING_LIMIT = 4_000_000;

/** How long the proof may take, in milliseconds. */
export const PROOF_TIMEOUT = 20_000;

/** Writes frames to one socket. */
export class SendQueue {
  #unproven = 0;
  #waiting: Array<string | Uint8Array> | undefined;
  #waitingSize = 0;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #stalled = false;
  /** Called when the client has proved that it reads and nothing waits any more. */
  onDrain: (() => void) | undefined;

  constructor(
    readonly ws: WebSocket,
    private readonly stalled: () => void,
  ) {}

  get writable(): boolean {
    return this.ws.readyState === WebSocket.OPEN && this.#waiting === undefined && !this.#stalled;
  }

  /** Sends a frame, or queues it behind the barrier. */
  write(frame: string | Uint8Array): void {
    if (this.#stalled) return;
    if (this.#waiting === undefined) {
      sendFrame(this.ws, frame);
      this.#unproven += frame.length;
      if (this.#unproven > UNPROVEN_LIMIT) this.#raiseBarrier();
      return;
    }
    if (this.#waitingSize > WAITING_LIMIT) {
      this.#giveUp();
      return;
    }
    this.#waitingSize += frame.length;
    this.#waiting.push(frame);
  }

  /**
   * A pong came. One that no ping asked for proves nothing, or whoever never reads could say that they do.
   *
   * @param pinged whether a heartbeat is waiting for it; the barrier's own ping is known here
   */
  answered(pinged: boolean): void {
    if (pinged || this.#waiting !== undefined) this.proven();
  }

  /** The client answered a ping, so it has read everything before it. */
  proven(): void {
    this.#unproven = 0;
    const waiting = this.#waiting ?? [];
    this.#lowerBarrier();
    for (const frame of waiting) this.write(frame);
    if (this.#waiting === undefined) this.onDrain?.();
  }

  /** Closes the socket after what waits for the client to read. */
  flushAndClose(): void {
    for (const frame of this.#waiting ?? []) sendFrame(this.ws, frame);
    this.close();
  }

  /** Closes the socket. */
  close(code?: number): void {
    this.#lowerBarrier();
    closeWebSocket(this.ws, code);
  }

  #raiseBarrier(): void {
    sendFrame(this.ws, "2");
    this.#waiting = [];
    this.#deadline = setTimeout(() => this.#giveUp(), PROOF_TIMEOUT);
  }

  #lowerBarrier(): void {
    clearTimeout(this.#deadline);
    this.#waiting = undefined;
    this.#waitingSize = 0;
  }

  #giveUp(): void {
    this.#lowerBarrier();
    this.#stalled = true;
    this.stalled();
  }
}
