/** The WebSocket transport: each packet is a frame. */

import { encodeFrame, type Packet } from "./packet.ts";
import type { SendQueue } from "./send-queue.ts";
import type { Transport } from "./transport.ts";

/** The close code for a message over the size limit. Source: RFC 6455, 7.4.1. */
export const MESSAGE_TOO_BIG = 1009;

/** The close code for a client that exceeds its rate limit. Source: RFC 6455, 7.4.1. */
export const POLICY_VIOLATION = 1008;

/** Carries packets over an accepted WebSocket. */
export class WebSocketTransport implements Transport {
  readonly name = "websocket";

  constructor(readonly sendQueue: SendQueue) {}

  /**
   * Returns a transport for the WebSocket of a session.
   *
   * @throws Error if the session has no WebSocket
   */
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

/**
 * Accepts an upgrade and closes its WebSocket at once, as the reference server does with a second WebSocket of a session.
 *
 * The WebSocket is not hibernatable, because the runtime delivers the close of a hibernatable one late.
 */
export function acceptAndClose(headers?: Headers): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(1000);
  return new Response(null, { status: 101, webSocket: client, ...(headers && { headers }) });
}
