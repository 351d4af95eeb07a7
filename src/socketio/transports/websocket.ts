/** The WebSocket transport: a packet is a frame. */

import { encodeFrame, type Packet } from "./packet.ts";
import type { SendQueue } from "./send-queue.ts";
import type { Transport } from "./transport.ts";

/** The close code for a message over the limit. Source: RFC 6455, 7.4.1. */
export const MESSAGE_TOO_BIG = 1009;

/** The close code for a client that sends more than it may. Source: RFC 6455, 7.4.1. */
export const POLICY_VIOLATION = 1008;

/** Engine.IO over one accepted WebSocket. */
export class WebSocketTransport implements Transport {
  readonly name = "websocket";

  constructor(readonly sendQueue: SendQueue) {}

  /** The transport of a session that has its WebSocket. */
  static of({ sendQueue }: { sendQueue: SendQueue | undefined }): WebSocketTransport {
    if (sendQueue === undefined) throw new Error("A session without a WebSocket has no WebSocket transport");
    return new WebSocketTransport(sendQueue);
  }

  get writable(): boolean {
    return this.sendQueue.writable;
  }

  send(packets: readonly Packet[]): void {
    for (const packet of packets) this.sendQueue.write(encodeFrame(packet));
  }

  close(done: () => void): void {
    this.sendQueue.flushAndClose();
    done();
  }

  end(): void {
    this.sendQueue.close();
  }

  discard(): void {
    this.sendQueue.close();
  }
}

/** Writes one frame. A socket that is closing throws on `send`; its close event is on its way, so that is let go. */
export function sendFrame(ws: WebSocket, frame: string | Uint8Array): boolean {
  try {
    ws.send(frame);
    return true;
  } catch {
    return false;
  }
}

/** Closes a socket, whatever its state. */
export function closeWebSocket(ws: WebSocket, code?: number, reason?: string): void {
  try {
    ws.close(code, reason);
  } catch {
    // It was closed already, which is what was wanted.
  }
}

/**
 * The answer to an upgrade that is accepted only to be closed, as the reference server does for a second WebSocket of
 * a session. A hibernatable socket would deliver this close late, so it is accepted plainly.
 */
export function acceptAndClose(headers: Headers): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(1000);
  return new Response(null, { status: 101, webSocket: client, headers });
}
