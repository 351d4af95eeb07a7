/** The sending side of an Engine.IO connection: its write buffer, and the packets that a client is catching up with. */

import { GuardedEmitter } from "../listener-guard.ts";
import { CatchUpQueue } from "../transports/catch-up-queue.ts";
import type { Packet, PacketType } from "../transports/packet.ts";
import { QUEUE_LIMIT } from "../transports/send-queue.ts";
import type { CloseReason, PacketSource, ReadyState, Transport } from "../transports/transport.ts";
import { WebSocketTransport } from "../transports/websocket.ts";

/** Sends packets through a transport. It emits `packetCreate`, `flush` and `drain`. */
export abstract class ConnectionWriter extends GuardedEmitter {
  readyState: ReadyState = "open";
  writeBuffer: Packet[] = [];
  /** The size of {@link writeBuffer}, in characters or bytes. */
  #bufferedSize = 0;
  #skipNextWrite = false;
  /** What is sent after the next message. */
  #afterNextWrite: PacketSource | undefined;
  /** Missed packets that the client cannot take yet, and all packets that follow them. */
  readonly #catchUpQueue = new CatchUpQueue();
  /** Continues with the catch-up queue in another turn. */
  #flushTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(public transport: Transport) {
    super();
  }

  abstract onClose(reason: CloseReason, description?: unknown): void;

  /** Sends a message. Socket.IO calls this method. */
  write(data: string | Uint8Array, options?: unknown): this {
    return this.send(data, options);
  }

  /** Sends a message. */
  send(data: string | Uint8Array, _options?: unknown): this {
    if (this.#skipNextWrite) this.#skipNextWrite = false;
    else this.sendPacket("message", data);
    const source = this.#afterNextWrite;
    this.#afterNextWrite = undefined;
    if (source !== undefined) this.stream(source);
    return this;
  }

  /** Drops the next message: on a wake, the reply to the CONNECT packet that was replayed. */
  skipNextWrite(): void {
    this.#skipNextWrite = true;
  }

  /** Whether a packet that is sent now leaves at once. */
  get writable(): boolean {
    return this.#catchUpQueue.isEmpty && this.transport.writable;
  }

  /** Whether the client has not yet got all packets that it missed. */
  get isCatchingUp(): boolean {
    return !this.#catchUpQueue.isEmpty;
  }

  /**
   * Sends missed packets after the next message, which is the reply to the client's CONNECT packet.
   *
   * Socket.IO on Node sends them before that reply. Its client delivers what comes before the reply without storing the
   * offsets: if the connection breaks in between, it asks for the same packets again and delivers both copies.
   */
  catchUp(missed: PacketSource): void {
    if (missed.done) missed.cancel();
    else this.#afterNextWrite = missed;
  }

  /** Sends stored packets at the client's speed, before everything that is sent later. */
  stream(source: PacketSource): void {
    if (this.readyState !== "open") {
      source.cancel();
      return;
    }
    this.#catchUpQueue.addSource(source);
    this.#limitCatchUpQueue();
    this.flush();
  }

  /** Sends a broadcast that was encoded once: `frames` for WebSockets, the same as `packets` otherwise. */
  sendFrames(frames: ReadonlyArray<string | Uint8Array>, packets: readonly Packet[]): void {
    if (this.readyState !== "open") return;
    const canSkipBuffer = this.#catchUpQueue.isEmpty && this.listenerCount("packetCreate") === 0;
    if (canSkipBuffer && this.transport instanceof WebSocketTransport) {
      for (const frame of frames) this.transport.sendQueue.write(frame);
    } else {
      for (const packet of packets) this.sendPacket(packet.type, packet.data);
    }
  }

  /** Sends a packet of any type. */
  sendPacket(type: PacketType, data?: string | Uint8Array): void {
    if (this.readyState !== "open") return;
    if (this.#bufferedSize > QUEUE_LIMIT) {
      // A message must not be missing between others.
      if (type === "message") this.#closeSlowClient();
      return;
    }
    const packet: Packet = data === undefined ? { type } : { type, data };
    if (type === "message" && !this.#catchUpQueue.isEmpty) {
      this.#catchUpQueue.addPacket(packet);
      this.#limitCatchUpQueue();
      return;
    }
    this.#buffer(packet);
    this.flush();
    if (this.#bufferedSize > QUEUE_LIMIT && this.writeBuffer.length > 1) this.#closeSlowClient();
  }

  /** Passes buffered packets to the transport, if it is writable. */
  flush(): void {
    this.flushBuffer();
    while (this.readyState !== "closed" && this.#flushTimer === undefined && !this.#catchUpQueue.isEmpty) {
      const { transport } = this;
      if (transport instanceof WebSocketTransport) transport.sendQueue.onDrain = () => this.flush();
      if (!transport.writable || this.writeBuffer.length > 0) return;
      const packets = this.#catchUpQueue.read();
      for (const packet of packets) this.#buffer(packet);
      this.flushBuffer();
      if (packets.length === 0 && !this.#catchUpQueue.isEmpty) this.#flushLater();
    }
  }

  protected flushBuffer(): void {
    if (this.readyState === "closed" || this.writeBuffer.length === 0) return;
    if (this.transport.name === "polling" && !this.transport.writable) return;
    const packets = this.writeBuffer;
    this.writeBuffer = [];
    this.#bufferedSize = 0;
    this.emit("flush", packets);
    this.transport.send(packets);
    this.emit("drain");
  }

  /** Moves what is not in storage from the catch-up queue to the buffer, before the connection closes. */
  protected bufferUnstoredPackets(): void {
    for (const packet of this.#catchUpQueue.clear()) this.#buffer(packet);
  }

  /** Cancels what has not been sent. */
  protected cancelCatchUp(): void {
    clearTimeout(this.#flushTimer);
    this.#catchUpQueue.clear();
    this.#afterNextWrite?.cancel();
  }

  #buffer(packet: Packet): void {
    this.emit("packetCreate", packet);
    this.writeBuffer.push(packet);
    this.#bufferedSize += packet.data?.length ?? 0;
  }

  #flushLater(): void {
    this.#flushTimer = setTimeout(() => {
      this.#flushTimer = undefined;
      this.flush();
    }, 0);
  }

  #limitCatchUpQueue(): void {
    if (this.#catchUpQueue.size > QUEUE_LIMIT) this.#closeSlowClient();
  }

  #closeSlowClient(): void {
    queueMicrotask(() => this.onClose("transport error", new RangeError("The client does not read")));
  }
}
