/** Listens in on the page's own connection, and counts what both transports would make of it. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { RoomSocket } from "../room/room-socket.ts";
import { type Direction, describe, type EnginePacket, payloadOf, type WireFrame } from "./frame.ts";
import { frameOverhead, headSize, requestLines, responseLines } from "./overhead.ts";

export type Engine = RoomSocket["io"]["engine"];

/** Bytes, and how many frames or requests carried them. */
export interface Total {
  count: number;
  payload: number;
  overhead: number;
}

const MOST_FRAMES = 200;
const NOTHING: Total = { count: 0, payload: 0, overhead: 0 };
/** What a POST is answered with. */
const OK_SIZE = 2;

export class WireTap {
  /** Newest first. */
  readonly frames = signal<readonly WireFrame[]>([]);
  /** What has been seen, as WebSocket frames and as long-polling requests: one of the two is what really happened. */
  readonly totals = signal({ websocket: NOTHING, polling: NOTHING });
  readonly #known = new WeakSet<object>();
  #lastId = 0;

  constructor(engine: ReadonlySignal<Engine | undefined>) {
    effect(() => {
      if (engine.value !== undefined) this.#attach(engine.value);
    });
  }

  clear(): void {
    this.frames.value = [];
    this.totals.value = { websocket: NOTHING, polling: NOTHING };
  }

  #attach(engine: Engine): void {
    if (this.#known.has(engine)) return;
    this.#known.add(engine);
    this.#tap(engine);
    // Where one transport does not get through, the engine goes on with the next.
    engine.on("packet", () => this.#tap(engine));
  }

  #tap({ transport }: Engine): void {
    if (transport === undefined || this.#known.has(transport)) return;
    this.#known.add(transport);
    const send = transport.send.bind(transport);
    transport.send = (packets: EnginePacket[]) => {
      this.#note("out", transport.name, packets);
      send(packets);
    };
    if (transport.name !== "polling") {
      transport.on("packet", (packet: EnginePacket) => this.#note("in", transport.name, [packet]));
      return;
    }
    let body: EnginePacket[] = [];
    transport.on("packet", (packet: EnginePacket) => body.push(packet));
    transport.on("pollComplete", () => {
      if (body.length > 0) this.#note("in", transport.name, body);
      body = [];
    });
  }

  #note(direction: Direction, transport: string, raw: readonly EnginePacket[]): void {
    const packets = raw.map(describe);
    const payload = payloadOf(packets);
    const asFrames = packets.reduce(
      (sum, packet) => sum + frameOverhead(payloadOf([packet]), direction === "out"),
      0,
    );
    const asHttp = httpOverhead(direction, payload);
    const overhead = transport === "polling" ? asHttp : asFrames;
    const id = ++this.#lastId;
    const frame = { id, at: Date.now(), direction, transport, packets, payload, overhead };
    this.frames.value = [frame, ...this.frames.peek()].slice(0, MOST_FRAMES);
    const { websocket, polling } = this.totals.peek();
    this.totals.value = {
      websocket: add(websocket, packets.length, payload, asFrames),
      polling: add(polling, 1, payload, asHttp),
    };
  }
}

/** Whatever goes by long-polling takes a request and its response. */
function httpOverhead(direction: Direction, payload: number): number {
  const path = `${location.pathname}/socket.io/?heartbeat=client&EIO=4&transport=polling&t=abcdefgh&sid=abcdefghijklmnopqrst`;
  return direction === "out"
    ? headSize(requestLines("POST", path, payload)) + headSize(responseLines(OK_SIZE)) + OK_SIZE
    : headSize(requestLines("GET", path, 0)) + headSize(responseLines(payload));
}

const add = (total: Total, count: number, payload: number, overhead: number): Total => ({
  count: total.count + count,
  payload: total.payload + payload,
  overhead: total.overhead + overhead,
});
