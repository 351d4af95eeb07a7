/** One Engine.IO connection: what Socket.IO calls `socket.conn`. */

import { GuardedEmitter } from "../listener-guard.ts";
import { hold, PACKET_HOLD } from "./keep-alive.ts";
import type { Session } from "../state/session.ts";
import { BinaryPacket } from "./binary-packet.ts";
import type { IncomingRequest } from "../http/request.ts";
import type { Packet, PacketType } from "../transports/packet.ts";
import { Backlog, type PacketSource } from "../transports/catch-up-queue.ts";
import type { PollingHeartbeat } from "../transports/polling-heartbeat.ts";
import { WAITING_LIMIT } from "../transports/send-queue.ts";
import type { Transport } from "../transports/transport.ts";
import { WebSocketTransport } from "../transports/websocket.ts";

/** Where a connection stands. */
export type ReadyState = "open" | "closing" | "closed";

/** Why a connection ended, in Socket.IO's words. */
export type CloseReason =
  | "transport error"
  | "transport close"
  | "forced close"
  | "ping timeout"
  | "parse error";

/**
 * A connection over either transport. It emits what Engine.IO documents: `packet`, `packetCreate`, `data`, `heartbeat`,
 * `flush`, `drain`, `upgrading`, `upgrade` and `close`.
 *
 * @example
 * ```ts
 * import type { Socket } from "socket.io";
 * import { Connection } from "./src/socketio/index.ts";
 *
 * export function describe({ conn }: Socket): string {
 *   const connection: unknown = conn;
 *   if (!(connection instanceof Connection)) return "a connection on Node";
 *   return `${connection.transport.name}${connection.woken ? ", woken" : ""}`;
 * }
 * ```
 */
export class Connection extends GuardedEmitter {
  /** Engine.IO protocol 4, the only one spoken. */
  readonly protocol = 4;
  /** Whether the connection was rebuilt because a sleeping client spoke: no new connection, no recovery either. */
  readonly woken: boolean;
  readyState: ReadyState = "open";
  /** An upgrade probe is under way. */
  upgrading = false;
  /** The connection began as long-polling and is a WebSocket now. */
  upgraded = false;
  writeBuffer: Packet[] = [];
  /** Kept while the connection polls. */
  heartbeat: PollingHeartbeat | undefined;
  #held: Array<string | Uint8Array> | undefined;
  #heldSize = 0;
  /** What ends the connection once it is rebuilt. */
  #end: (() => void) | undefined;
  /** Bytes or characters in {@link writeBuffer}. */
  #queued = 0;
  #skipNextWrite = false;
  /** What follows the next message that is written. */
  #afterNextWrite: PacketSource | undefined;
  /** What the client cannot take yet of what it missed, and all that is sent meanwhile. */
  readonly #backlog = new Backlog();
  /** Goes on with the backlog in another turn. */
  #nextTurn: ReturnType<typeof setTimeout> | undefined;
  /** What keeps the object awake for this connection. */
  readonly #holds = new Set<() => void>();
  readonly #binary = new BinaryPacket(() => this.hold(PACKET_HOLD, () => this.onClose("parse error")));

  constructor(
    readonly session: Session,
    public transport: Transport,
    { woken = false }: { woken?: boolean } = {},
  ) {
    super();
    this.woken = woken;
    if (woken) this.#held = [];
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

  /** Sends one message: Socket.IO's way down. */
  write(data: string | Uint8Array, options?: unknown): this {
    return this.send(data, options);
  }

  /** Sends one message. */
  send(data: string | Uint8Array, _options?: unknown): this {
    if (this.#skipNextWrite) this.#skipNextWrite = false;
    else this.sendPacket("message", data);
    const source = this.#afterNextWrite;
    this.#afterNextWrite = undefined;
    if (source !== undefined) this.stream(source);
    return this;
  }

  /** Keeps the object awake until the returned function is called, the connection ends, or `limit` milliseconds passed. */
  hold(limit: number, expired?: () => void): () => void {
    const letGo = hold(limit, () => {
      this.#holds.delete(release);
      expired?.();
    });
    const release = (): void => {
      this.#holds.delete(release);
      letGo();
    };
    this.#holds.add(release);
    return release;
  }

  /** Drops the next message that is written: on a wake, the reply to the CONNECT packet that was replayed. */
  skipNextWrite(): void {
    this.#skipNextWrite = true;
  }

  /** Whether a packet that is sent now leaves now. */
  get writable(): boolean {
    return this.#backlog.isEmpty && this.transport.writable;
  }

  /** Whether the client is still getting packets out of storage. */
  get isCatchingUp(): boolean {
    return !this.#backlog.isEmpty;
  }

  /**
   * Sends what a client has missed after the next message that is written, which is the reply to its CONNECT packet. Socket.IO on
   * Node sends it before that reply. But its client keeps what comes before the reply, without noting the offsets: if the connection
   * breaks between the two, it asks for the same packets again and then delivers both copies.
   */
  catchUp(missed: PacketSource): void {
    if (missed.done) missed.cancel();
    else this.#afterNextWrite = missed;
  }

  /** Sends packets out of storage, as the client takes them, and before all that is sent later. */
  stream(source: PacketSource): void {
    if (this.readyState !== "open") {
      source.cancel();
      return;
    }
    this.#backlog.addSource(source);
    this.#limitBacklog();
    this.flush();
  }

  /** Sends frames that were encoded once for many receivers. */
  sendFrames(frames: ReadonlyArray<string | Uint8Array>, packets: readonly Packet[]): void {
    if (this.readyState !== "open") return;
    const isDirect = this.#backlog.isEmpty && this.listenerCount("packetCreate") === 0;
    if (isDirect && this.transport instanceof WebSocketTransport) {
      for (const frame of frames) this.transport.sendQueue.write(frame);
    } else {
      for (const packet of packets) this.sendPacket(packet.type, packet.data);
    }
  }

  /** Sends one packet of any type. */
  sendPacket(type: PacketType, data?: string | Uint8Array): void {
    if (this.readyState !== "open" || this.#queued > WAITING_LIMIT) return;
    const packet: Packet = data === undefined ? { type } : { type, data };
    if (type === "message" && !this.#backlog.isEmpty) {
      this.#backlog.addPacket(packet);
      this.#limitBacklog();
      return;
    }
    this.#buffer(packet);
    this.flush();
    if (this.#queued > WAITING_LIMIT && this.writeBuffer.length > 1) this.#giveUp();
  }

  /** Hands what is queued to the transport, if it can take it now. */
  flush(): void {
    this.#flushBuffer();
    while (this.readyState !== "closed" && this.#nextTurn === undefined && !this.#backlog.isEmpty) {
      const { transport } = this;
      if (transport instanceof WebSocketTransport) transport.sendQueue.onDrain = () => this.flush();
      if (!transport.writable || this.writeBuffer.length > 0) return;
      const packets = this.#backlog.read();
      for (const packet of packets) this.#buffer(packet);
      this.#flushBuffer();
      if (packets.length === 0 && !this.#backlog.isEmpty) this.#flushLater();
    }
  }

  #buffer(packet: Packet): void {
    this.emit("packetCreate", packet);
    this.writeBuffer.push(packet);
    this.#queued += packet.data?.length ?? 0;
  }

  #flushBuffer(): void {
    if (this.readyState === "closed" || this.writeBuffer.length === 0) return;
    if (this.transport.name === "polling" && !this.transport.writable) return;
    const packets = this.writeBuffer;
    this.writeBuffer = [];
    this.#queued = 0;
    this.emit("flush", packets);
    this.transport.send(packets);
    this.emit("drain");
  }

  #flushLater(): void {
    this.#nextTurn = setTimeout(() => {
      this.#nextTurn = undefined;
      this.flush();
    }, 0);
  }

  #limitBacklog(): void {
    if (this.#backlog.size > WAITING_LIMIT) this.#giveUp();
  }

  #giveUp(): void {
    queueMicrotask(() => this.onClose("transport error", new RangeError("The client does not read")));
  }

  /** Takes in one message, after those that arrived while the connection was being rebuilt. */
  receive(packet: Packet): void {
    if (this.#held !== undefined && packet.type === "message" && packet.data !== undefined) {
      if (this.#heldSize > WAITING_LIMIT) return;
      this.#heldSize += packet.data.length + 100;
      this.#held.push(packet.data);
      if (this.#heldSize > WAITING_LIMIT) this.onClose("transport error", new RangeError("Too many packets"));
    } else {
      this.onPacket(packet);
    }
  }

  /** The connection is rebuilt: what waited is delivered, in order. */
  release(): void {
    const held = this.#held ?? [];
    const end = this.#end;
    this.#held = undefined;
    this.#end = undefined;
    for (const data of held) this.onPacket({ type: "message", data });
    end?.();
  }

  /** Handles one packet. */
  onPacket(packet: Packet): void {
    if (this.readyState !== "open") return;
    this.emit("packet", packet);
    this.heartbeat?.received(packet.type);
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
        this.emit("data", packet.data);
        this.emit("message", packet.data);
        this.#binary.follow(packet.data, this.readyState === "open");
        break;
    }
  }

  /** The transport failed. */
  onError(error: Error): void {
    this.onClose("transport error", error);
  }

  /** Ends the connection, once. One that is being rebuilt ends when it is whole, so that all its listeners run. */
  onClose(reason: CloseReason, description?: unknown): void {
    if (this.readyState === "closed") return;
    if (this.#held !== undefined) {
      this.#end ??= () => this.onClose(reason, description);
      return;
    }
    this.readyState = "closed";
    this.heartbeat?.stop();
    clearTimeout(this.#nextTurn);
    this.#backlog.clear();
    this.#afterNextWrite?.cancel();
    for (const release of this.#holds) release();
    this.transport.end();
    this.emit("close", reason, description);
    this.writeBuffer = [];
  }

  /** Closes the connection after what is queued has left, or at once with `discard`. */
  close(discard = false): void {
    if (this.readyState === "closed" || (this.readyState === "closing" && !discard)) return;
    if (this.#held !== undefined) {
      this.#end ??= () => this.close(discard);
      return;
    }
    this.readyState = "closing";
    // What is in storage is for the next connection; what is not must leave with this one.
    for (const packet of this.#backlog.clear()) this.#buffer(packet);
    if (this.writeBuffer.length > 0 && !discard) {
      this.once("drain", () => this.#closeTransport());
      this.#flushBuffer();
    } else this.#closeTransport();
  }

  /** Puts another transport in the place of the present one, and sends through it what was queued. */
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
