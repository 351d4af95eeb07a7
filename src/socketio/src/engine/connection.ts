/** An Engine.IO connection: what Socket.IO calls `socket.conn`. */

import type { IncomingRequest } from "../http/request.ts";
import type { Session } from "../state/session.ts";
import type { SessionConnection } from "../state/session-connection.ts";
import type { Packet } from "../transports/packet.ts";
import type { PollingHeartbeat } from "../transports/polling-heartbeat.ts";
import { QUEUE_LIMIT } from "../transports/send-queue.ts";
import type { CloseReason, Transport } from "../transports/transport.ts";
import { ConnectionWriter } from "./connection-writer.ts";
import { ATTACHMENT_TIMEOUT, BinaryPacketTracker, KeepAlive } from "./keep-alive.ts";

/** The memory that a buffered packet takes beside its data, in bytes. */
const PACKET_OVERHEAD = 100;

/**
 * A connection over a WebSocket or long-polling. It emits the events that Engine.IO documents: `packet`, `packetCreate`,
 * `data`, `heartbeat`, `flush`, `drain`, `upgrading`, `upgrade` and `close`.
 *
 * Source: https://socket.io/docs/v4/server-socket-instance/#socketconn
 *
 * @example
 * ```ts
 * import type { Socket } from "socket.io";
 * import { Connection } from "socket.io-durable-objects";
 *
 * export function describe({ conn }: Socket): string {
 *   const connection: unknown = conn;
 *   if (!(connection instanceof Connection)) return "a connection on Node";
 *   return `${connection.transport.name}${connection.woken ? ", woken" : ""}`;
 * }
 * ```
 */
export class Connection extends ConnectionWriter implements SessionConnection {
  /** The version of the Engine.IO protocol: always 4. */
  readonly protocol = 4;
  /** Whether the connection was rebuilt after hibernation, because its client sent a packet or left. */
  readonly woken: boolean;
  /** Whether an upgrade probe is in progress. */
  upgrading = false;
  /** Whether the connection has been upgraded from long-polling to a WebSocket. */
  upgraded = false;
  /** Set while the transport is long-polling. */
  heartbeat: PollingHeartbeat | undefined;
  /** Messages that wait: for the end of a rebuild, or until a lazy socket has joined; `undefined` if none has to. */
  #received: Array<string | Uint8Array> | undefined;
  #receivedSize = 0;
  #isRebuilding = false;
  /** Handles messages in place of the stock server. */
  #interceptor: ((data: string | Uint8Array) => void) | undefined;
  /** Closes the connection once it is rebuilt. */
  #closeLater: (() => void) | undefined;
  readonly #keepAlive = new KeepAlive();
  readonly #binaryPacket = new BinaryPacketTracker(() =>
    this.keepAlive(ATTACHMENT_TIMEOUT, () => this.onClose("parse error")),
  );

  constructor(
    readonly session: Session,
    transport: Transport,
    { woken = false }: { woken?: boolean } = {},
  ) {
    super(transport);
    this.woken = woken;
    if (woken) {
      this.#isRebuilding = true;
      this.#received = [];
    }
  }

  get id(): string {
    return this.session.id;
  }

  get request(): IncomingRequest {
    return this.session.request;
  }

  get remoteAddress(): string | undefined {
    return this.request.connection.remoteAddress;
  }

  /**
   * Keeps the object in memory until the returned function is called, the connection ends, or the time is over.
   *
   * @param limit in milliseconds
   * @param onExpire is called when the time is over
   */
  keepAlive(limit: number, onExpire?: () => void): () => void {
    return this.#keepAlive.start(limit, onExpire);
  }

  /** Whether nothing waits: no packet, no rest of one, and no acknowledgement of a listener. */
  get isIdle(): boolean {
    const isHeld = this.#received !== undefined || this.#interceptor !== undefined;
    return this.readyState === "open" && !isHeld && this.writeBuffer.length === 0 && this.#keepAlive.isEmpty;
  }

  /** Has messages handled by `interceptor`; by the stock server again if it is `undefined`. */
  interceptMessages(interceptor: ((data: string | Uint8Array) => void) | undefined): void {
    this.#interceptor = interceptor;
  }

  /** Buffers messages from now on. */
  holdMessages(): void {
    this.#received ??= [];
  }

  /** Ends {@link holdMessages}. Returns the messages that have arrived meanwhile. */
  takeHeldMessages(): Array<string | Uint8Array> {
    const held = this.#received ?? [];
    this.#received = undefined;
    this.#receivedSize = 0;
    return held;
  }

  /** Handles a packet, or buffers its message until the connection is rebuilt. */
  receive(packet: Packet): void {
    if (this.#received !== undefined && packet.type === "message" && packet.data !== undefined) {
      if (this.#receivedSize > QUEUE_LIMIT) return;
      this.#receivedSize += packet.data.length + PACKET_OVERHEAD;
      this.#received.push(packet.data);
      if (this.#receivedSize > QUEUE_LIMIT) {
        this.onClose("transport error", new RangeError("Too many packets"));
      }
    } else {
      this.onPacket(packet);
    }
  }

  /**
   * Ends a rebuild: delivers the buffered messages in order, and closes the connection if that was asked for.
   *
   * Socket.IO takes two microtasks from a message to its listener (`ondecoded` of `client.js`, `dispatch` of `socket.js`), and
   * drops an event if the socket has left by then. So each message is handled before the next one, or the close.
   */
  async finishRebuild(): Promise<void> {
    const closeLater = this.#closeLater;
    this.#isRebuilding = false;
    this.#closeLater = undefined;
    // Messages that arrive meanwhile are added at the end.
    for (const data of this.#received ?? []) {
      this.onPacket({ type: "message", data });
      await Promise.resolve();
      await Promise.resolve();
    }
    this.#received = undefined;
    closeLater?.();
  }

  /** Handles a packet. */
  onPacket(packet: Packet): void {
    if (this.readyState !== "open") return;
    this.emit("packet", packet);
    this.heartbeat?.onPacket(packet.type);
    switch (packet.type) {
      case "ping":
        this.sendPacket("pong", packet.data);
        this.emit("heartbeat");
        break;
      case "pong":
        this.emit("heartbeat");
        break;
      case "error":
        this.onClose("parse error");
        break;
      case "message":
        if (this.#interceptor !== undefined && packet.data !== undefined) {
          this.#interceptor(packet.data);
          break;
        }
        this.emit("data", packet.data);
        this.emit("message", packet.data);
        this.#binaryPacket.onMessage(packet.data, this.readyState === "open");
        break;
    }
  }

  /** Closes the connection after an error of the transport. */
  onError(error: Error): void {
    this.onClose("transport error", error);
  }

  /** Ends the connection at once; during a rebuild, after it, so that all `disconnect` listeners run. */
  onClose(reason: CloseReason, description?: unknown): void {
    if (this.readyState === "closed") return;
    if (this.#isRebuilding) {
      this.#closeLater ??= () => this.onClose(reason, description);
      return;
    }
    this.readyState = "closed";
    this.heartbeat?.stop();
    this.cancelCatchUp();
    this.#keepAlive.stopAll();
    this.transport.end();
    this.emit("close", reason, description);
    this.writeBuffer = [];
  }

  /** Closes the connection after the buffered packets have been sent; with `discard`, at once. */
  close(discard = false): void {
    if (this.readyState === "closed" || (this.readyState === "closing" && !discard)) return;
    if (this.#isRebuilding) {
      this.#closeLater ??= () => this.close(discard);
      return;
    }
    this.readyState = "closing";
    // Stored packets are kept for the client's next connection; others must be sent on this one.
    this.bufferUnstoredPackets();
    if (this.writeBuffer.length > 0 && !discard) {
      this.once("drain", () => this.#closeTransport());
      this.flushBuffer();
    } else this.#closeTransport();
  }

  /** Replaces the transport, and sends the buffered packets through the new one. */
  upgradeTo(transport: Transport): void {
    const previous = this.transport;
    this.upgraded = true;
    this.heartbeat?.stop();
    this.heartbeat = undefined;
    this.transport = transport;
    previous.discard();
    this.emit("upgrade", transport);
    this.flush();
    if (this.readyState === "closing") this.#closeTransport();
  }

  #closeTransport(): void {
    this.transport.close(() => this.onClose("forced close"));
  }
}

/** Returns `socket.conn` with the type that it has in a Durable Object. */
export const connectionOf = (socket: { readonly conn: object }): Connection => socket.conn as Connection;
