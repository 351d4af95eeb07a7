/** The clients of one room: all receive, a few send, and every delivery is counted. */
import type { Dialect } from "./dialects.ts";
import { Opcode } from "./frames.ts";
import { RawSocket } from "./raw-socket.ts";
import { idAt, MARKER, textOf } from "./text.ts";

/** How many clients send, in turn. */
const SPEAKERS = 32;

/** How long anything may take before the run fails, in milliseconds. */
const PATIENCE = 120_000;

/** How long a join may take, in milliseconds. */
const JOIN_PATIENCE = 30_000;

export interface CrowdOptions {
  port: number;
  dialect: Dialect;
  room: string;
  deflate: boolean;
}

interface Person {
  readonly socket: RawSocket;
  joined: boolean;
  /** Messages delivered since it joined. */
  received: number;
  /** How many messages had been sent when it joined. */
  since: number;
  /** The newest `seq` it has seen; updated for senders only. */
  seq: number;
  speaks: boolean;
}

export class Crowd {
  readonly #options: CrowdOptions;
  readonly #people: Person[] = [];
  readonly #markerBytes = Buffer.from(MARKER);
  #failure: Error | undefined;
  #said = 0;
  #asked = 0;
  #heartbeat: NodeJS.Timeout | undefined;
  /** Deliveries so far, to all clients. */
  delivered = 0;
  /** Pings of the server so far, to all clients. */
  pings = 0;
  /** Answers to the crowd's own heartbeats so far. */
  pongs = 0;
  /** Called for each delivery with the message's id and its recipient. */
  onDelivery: ((id: number, receiver: number) => void) | undefined;
  /** Called when bytes were processed. */
  onProgress: (() => void) | undefined;
  /** Called when the first client's request or message was answered. */
  onAnswer: (() => void) | undefined;

  constructor(options: CrowdOptions) {
    this.#options = options;
    if (options.dialect.heartbeat !== undefined) {
      this.#heartbeat = setInterval(() => this.beat(), 60_000);
    }
  }

  get size(): number {
    return this.#people.length;
  }

  /** Whether its clients send their own heartbeat. */
  get hasHeartbeat(): boolean {
    return this.#options.dialect.heartbeat !== undefined;
  }

  /** How many messages were sent. */
  get said(): number {
    return this.#said;
  }

  /** Whether the first person's connection is compressed. */
  get isCompressed(): boolean {
    return this.#people[0]?.socket.isCompressed ?? false;
  }

  /** Connects `count` more clients, a few at a time. */
  async join(count: number, atOnce: number): Promise<void> {
    let left = count;
    const enter = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await this.#enter();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, enter));
    this.#check();
  }

  /** The next sender sends a message. @returns its id */
  say(by?: number): number {
    const id = this.#said++;
    const speaker = this.#people[by ?? id % Math.min(SPEAKERS, this.size)];
    if (speaker === undefined) throw new Error("nobody is here");
    speaker.socket.send(this.#options.dialect.say(textOf(id), id, speaker.seq));
    return id;
  }

  /** The first client sends a request that only it gets an answer to. */
  ask(): void {
    this.#people[0]?.socket.send(this.#options.dialect.ask(1_000_000 + this.#asked++));
  }

  /** All clients send their heartbeat. */
  beat(): void {
    const ping = this.#options.dialect.heartbeat?.ping;
    if (ping !== undefined) for (const { socket } of this.#people) socket.send(ping);
  }

  /** The number of deliveries after all sent messages have arrived. */
  get expected(): number {
    return this.#people.reduce((sum, { since }) => sum + this.#said - since, 0);
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
        end(() => reject(new Error(`gave up after ${PATIENCE} ms: ${counts}`)));
      }, PATIENCE);
      const look = (): void => {
        if (this.#failure !== undefined) end(() => reject(this.#failure));
        else if (condition()) end(resolve);
      };
      this.onProgress = look;
      look();
    });
  }

  /**
   * Waits until all sent messages have arrived.
   * @throws unless all clients received every message exactly once
   */
  async allArrived(): Promise<void> {
    await this.until(() => this.delivered >= this.expected);
    for (const [index, { received, since }] of this.#people.entries())
      if (received !== this.#said - since)
        throw new Error(`person ${index} received ${received} of ${this.#said - since} messages`);
  }

  /** Drops all connections. */
  leave(): void {
    clearInterval(this.#heartbeat);
    for (const { socket } of this.#people) socket.destroy();
    this.#people.length = 0;
  }

  async #enter(): Promise<void> {
    const { port, dialect, room, deflate } = this.#options;
    let joined = (): void => {};
    const whenJoined = new Promise<void>((resolve, reject) => {
      const tooLate = setTimeout(() => reject(new Error(`nobody let us into ${room}`)), JOIN_PATIENCE);
      joined = () => {
        clearTimeout(tooLate);
        resolve();
      };
    });
    if (dialect.greet === undefined) joined();
    const index = this.#people.length;
    const person: Person = {
      socket: new RawSocket({
        ...{ port, deflate },
        path: dialect.path(room),
        onFrame: (opcode, bytes, start, end) =>
          this.#onFrame(person, index, opcode, bytes, start, end, joined),
        onClose: (reason) => this.#fail(reason),
      }),
      joined: false,
      received: 0,
      since: this.#said,
      seq: 0,
      speaks: index < SPEAKERS,
    };
    this.#people.push(person);
    await person.socket.opened;
    if (dialect.greet === undefined) person.joined = true;
    await whenJoined;
  }

  #onFrame(
    person: Person,
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
    const { dialect } = this.#options;
    if (end - start === 1 && this.#onHeartbeat(person, bytes.toString("latin1", start, end))) return;
    if (!person.joined && dialect.greet !== undefined)
      this.#greet(person, bytes.toString("latin1", start, end), joined);
    else if (dialect.isAnswer(bytes, start)) {
      if (index === 0) this.onAnswer?.();
    } else this.#count(person, index, bytes, start, end);
    this.onProgress?.();
  }

  #count(person: Person, index: number, bytes: Buffer, start: number, end: number): void {
    const frame = start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
    let found = 0;
    for (let at = frame.indexOf(this.#markerBytes); at !== -1; ) {
      found += 1;
      this.onDelivery?.(idAt(frame, at), index);
      at = frame.indexOf(this.#markerBytes, at + MARKER.length);
    }
    if (found === 0) return;
    person.received += found;
    this.delivered += found;
    if (person.speaks && this.#options.dialect.hasSeq) person.seq = lastNumber(frame, '"seq":') ?? person.seq;
  }

  #greet(person: Person, frame: string, joined: () => void): void {
    const greeting = this.#options.dialect.greet?.(frame);
    if (greeting === "joined") {
      person.seq = Number(/"lastSeq":(\d+)/.exec(frame)?.[1] ?? 0);
      person.joined = true;
      joined();
    } else if (typeof greeting === "object") person.socket.send(greeting.reply);
    else if (frame.startsWith("44")) this.#fail(`refused: ${frame}`);
  }

  /** @returns whether the frame was one of a heartbeat */
  #onHeartbeat({ socket }: Person, frame: string): boolean {
    const { heartbeat, serverPing } = this.#options.dialect;
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

/** The digits behind the last occurrence of `key`. */
function lastNumber(frame: Buffer, key: string): number | undefined {
  const at = frame.lastIndexOf(key);
  if (at === -1) return undefined;
  const digits = frame.toString("latin1", at + key.length, at + key.length + 16);
  return Number.parseInt(digits, 10);
}
