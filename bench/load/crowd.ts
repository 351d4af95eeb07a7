/** The clients of one room: all receive, a few send, and every delivery is counted. */

import { Opcode } from "./frames.ts";
import { hasPacket, type WireProtocol } from "./protocols.ts";
import { RawSocket } from "./raw-socket.ts";
import { idAt, MARKER, textOf } from "./text.ts";

/** How many clients send, in turn. */
const SENDERS = 32;

/** How long deliveries may take before the run fails, in milliseconds. */
const DEADLINE = 120_000;

/** How long a join may take, in milliseconds. */
const JOIN_DEADLINE = 30_000;

export interface CrowdOptions {
  port: number;
  protocol: WireProtocol;
  room: string;
  deflate: boolean;
  /** Send the headers of a browser. */
  asBrowser?: boolean;
}

interface CrowdClient {
  readonly socket: RawSocket;
  joined: boolean;
  /** Messages delivered since it joined. */
  received: number;
  /** How many messages had been sent when it joined. */
  since: number;
  /** The newest `seq` it has seen; updated for senders only. */
  seq: number;
  isSender: boolean;
}

export class Crowd {
  readonly #options: CrowdOptions;
  readonly #clients: CrowdClient[] = [];
  readonly #markerBytes = Buffer.from(MARKER);
  #failure: Error | undefined;
  #sent = 0;
  #requests = 0;
  #heartbeat: NodeJS.Timeout | undefined;
  /** Deliveries so far, to all clients. */
  delivered = 0;
  /** Pings of the server so far, to all clients. */
  pings = 0;
  /** Answers to the crowd's own heartbeats so far. */
  pongs = 0;
  /** Answers to requests and messages so far. */
  answers = 0;
  /** The payloads of all frames received so far, in bytes. */
  bytes = 0;
  /** How many clients are connected to each relay of the room, by its number; 0 is the room's own object. */
  readonly placed = new Map<number, number>();
  /** Called for each delivery with the message's id and its recipient. */
  onDelivery: ((id: number, receiver: number) => void) | undefined;
  /** Called when bytes were processed. */
  onProgress: (() => void) | undefined;
  /** Called when the first client's request or message was answered. */
  onAnswer: (() => void) | undefined;

  constructor(options: CrowdOptions) {
    this.#options = options;
    if (options.protocol.heartbeat !== undefined) {
      this.#heartbeat = setInterval(() => this.sendHeartbeats(), 60_000);
    }
  }

  get size(): number {
    return this.#clients.length;
  }

  /** Whether its clients send their own heartbeat. */
  get hasHeartbeat(): boolean {
    return this.#options.protocol.heartbeat !== undefined;
  }

  /** How many messages were sent. */
  get sent(): number {
    return this.#sent;
  }

  /** Whether the first client's connection is compressed. */
  get isCompressed(): boolean {
    return this.#clients[0]?.socket.isCompressed ?? false;
  }

  /** Connects `count` more clients, a few at a time. */
  async addClients(count: number, atOnce: number): Promise<void> {
    let left = count;
    const joinNext = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await this.#join();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, joinNext));
    this.#check();
  }

  /** The next sender sends a message. @returns its id */
  send(sender?: number): number {
    const id = this.#sent++;
    const client = this.#clients[sender ?? id % Math.min(SENDERS, this.size)];
    if (client === undefined) throw new Error("no client has joined");
    client.socket.send(this.#options.protocol.message(textOf(id), id, client.seq));
    return id;
  }

  /** The first client sends a request that only it gets an answer to. */
  request(): void {
    this.#clients[0]?.socket.send(this.#options.protocol.request(1_000_000 + this.#requests++));
  }

  /** Each client sends a request that only it gets an answer to. */
  async requestByAll(): Promise<void> {
    const expected = this.answers + this.size;
    for (const { socket } of this.#clients)
      socket.send(this.#options.protocol.request(1_000_000 + this.#requests++));
    await this.until(() => this.answers >= expected);
  }

  /** All clients but the first `visible` say that they are not visible. @returns how many */
  hideAllBut(visible: number): number {
    const { hide } = this.#options.protocol;
    if (hide === undefined) throw new Error("these clients cannot be hidden");
    const hidden = this.#clients.slice(visible);
    for (const { socket } of hidden) socket.send(hide(1_000_000 + this.#requests++));
    return hidden.length;
  }

  /** All clients send their heartbeat. */
  sendHeartbeats(): void {
    const ping = this.#options.protocol.heartbeat?.ping;
    if (ping !== undefined) for (const { socket } of this.#clients) socket.send(ping);
  }

  /** The number of deliveries after all sent messages have arrived. */
  get expected(): number {
    return this.#clients.reduce((sum, { since }) => sum + this.#sent - since, 0);
  }

  /** Waits until `condition` holds; it is checked whenever something arrives. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(deadline);
        this.onProgress = undefined;
        settle();
      };
      const deadline = setTimeout(() => {
        const counts = `${this.delivered} of ${this.expected} deliveries arrived`;
        end(() => reject(new Error(`timed out after ${DEADLINE} ms: ${counts}`)));
      }, DEADLINE);
      const check = (): void => {
        if (this.#failure !== undefined) end(() => reject(this.#failure));
        else if (condition()) end(resolve);
      };
      this.onProgress = check;
      check();
    });
  }

  /**
   * Waits until all sent messages have arrived.
   * @throws unless all clients received every message exactly once
   */
  async allArrived(): Promise<void> {
    await this.until(() => this.delivered >= this.expected);
    for (const [index, { received, since }] of this.#clients.entries())
      if (received !== this.#sent - since)
        throw new Error(`client ${index} received ${received} of ${this.#sent - since} messages`);
  }

  /** Drops all connections. */
  leave(): void {
    clearInterval(this.#heartbeat);
    for (const { socket } of this.#clients) socket.destroy();
    this.#clients.length = 0;
  }

  async #join(): Promise<void> {
    const { port, protocol, room, deflate, asBrowser = false } = this.#options;
    let joined = (): void => {};
    const whenJoined = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not admitted to ${room}`)), JOIN_DEADLINE);
      joined = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    if (protocol.onJoinFrame === undefined) joined();
    const index = this.#clients.length;
    const client: CrowdClient = {
      socket: new RawSocket({
        ...{ port, deflate, asBrowser },
        path: protocol.path(room),
        onFrame: (opcode, bytes, start, end) =>
          this.#onFrame(client, index, opcode, bytes, start, end, joined),
        onClose: (reason) => this.#fail(reason),
      }),
      joined: false,
      received: 0,
      since: this.#sent,
      seq: 0,
      isSender: index < SENDERS,
    };
    this.#clients.push(client);
    await client.socket.opened;
    if (protocol.onJoinFrame === undefined) client.joined = true;
    await whenJoined;
  }

  #onFrame(
    client: CrowdClient,
    index: number,
    opcode: number,
    bytes: Buffer,
    start: number,
    end: number,
    joined: () => void,
  ): void {
    if (opcode === Opcode.CLOSE || opcode === Opcode.CONTINUATION) {
      this.#fail(
        `an unexpected frame (opcode ${opcode}): ${bytes.toString("latin1", start, Math.min(end, start + 80))}`,
      );
      return;
    }
    this.bytes += end - start;
    const { protocol } = this.#options;
    if (end - start === 1 && this.#onHeartbeat(client, bytes.toString("latin1", start, end))) return;
    if (!client.joined && protocol.onJoinFrame !== undefined)
      this.#onJoinFrame(client, bytes.toString("latin1", start, end), joined);
    else if (protocol.isAnswer(bytes, start)) {
      this.answers += 1;
      if (index === 0) this.onAnswer?.();
    } else this.#count(client, index, bytes, start, end);
    this.onProgress?.();
  }

  #count(client: CrowdClient, index: number, bytes: Buffer, start: number, end: number): void {
    const frame = start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
    let found = 0;
    for (let at = frame.indexOf(this.#markerBytes); at !== -1; ) {
      found += 1;
      this.onDelivery?.(idAt(frame, at), index);
      at = frame.indexOf(this.#markerBytes, at + MARKER.length);
    }
    if (found === 0) return;
    client.received += found;
    this.delivered += found;
    if (client.isSender && this.#options.protocol.hasSeq)
      client.seq = lastNumber(frame, '"seq":') ?? lastShortSeq(frame) ?? client.seq;
  }

  #onJoinFrame(client: CrowdClient, frame: string, joined: () => void): void {
    const sid = /^0\{"sid":"(?:(\d+)\.)?/.exec(frame);
    if (sid !== null) {
      const relay = Number(sid[1] ?? 0);
      this.placed.set(relay, (this.placed.get(relay) ?? 0) + 1);
    }
    const step = this.#options.protocol.onJoinFrame?.(frame);
    if (step === "joined") {
      client.seq = Number(/"lastSeq":(\d+)/.exec(frame)?.[1] ?? 0);
      client.joined = true;
      joined();
    } else if (typeof step === "object") client.socket.send(step.reply);
    else if (hasPacket(frame, "44")) this.#fail(`rejected: ${frame}`);
  }

  /** @returns whether the frame was one of a heartbeat */
  #onHeartbeat({ socket }: CrowdClient, frame: string): boolean {
    const { heartbeat, serverPing } = this.#options.protocol;
    if (frame === serverPing?.ping) {
      this.pings += 1;
      socket.send(serverPing.pong);
      return true;
    }
    if (frame !== heartbeat?.pong) return false;
    this.pongs += 1;
    this.onProgress?.();
    return true;
  }

  #fail(reason: string): void {
    this.#failure ??= new Error(reason);
    this.onProgress?.();
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** The `seq` of the last short message: its text begins with the marker. */
function lastShortSeq(frame: Buffer): number | undefined {
  const at = frame.lastIndexOf(MARKER);
  const found = /\[(\d+),-?\d+,\d+,"$/.exec(frame.toString("latin1", Math.max(0, at - 60), at));
  return found === null ? undefined : Number(found[1]);
}

/** The number after the last occurrence of `key`. */
function lastNumber(frame: Buffer, key: string): number | undefined {
  const at = frame.lastIndexOf(key);
  if (at === -1) return undefined;
  const digits = frame.toString("latin1", at + key.length, at + key.length + 16);
  return Number.parseInt(digits, 10);
}
