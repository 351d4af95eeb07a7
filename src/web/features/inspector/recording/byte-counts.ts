/** Counts bytes by layer: transport, protocols, application. */
import { encodedSize, frameHeaderSize, SEPARATOR, splitPacket } from "./framing.ts";
import type { Direction, Exchange, NetworkRecord } from "./records.ts";

/** Bytes in one direction. */
export interface DirectionBytes {
  /** Application data. */
  data: number;
  /** Engine.IO and Socket.IO framing. */
  framing: number;
  /** The transport's part: frame headers and response heads; for request heads see {@link Tally}. */
  head: number;
}

export interface Tally {
  /** Packets, in both directions. */
  packets: number;
  frames: number;
  /**
   * Of request heads only the address and the digits of `Content-Length` are counted; the rest is the same each time.
   */
  requests: { GET: number; POST: number };
  out: DirectionBytes;
  in: DirectionBytes;
}

const noBytes = (): DirectionBytes => ({ data: 0, framing: 0, head: 0 });

export const newTally = (): Tally => ({
  packets: 0,
  frames: 0,
  requests: { GET: 0, POST: 0 },
  out: noBytes(),
  in: noBytes(),
});

/** Adds one frame or exchange. */
export function count(tally: Tally, record: NetworkRecord): void {
  if (record.kind === "exchange") {
    countExchange(tally, record);
    return;
  }
  const { data, direction } = record;
  const size =
    typeof data === "string" ? countBody(tally, direction, data) : countPacket(tally, direction, data);
  tally.frames += 1;
  tally[direction].head += frameHeaderSize(size, direction === "out");
}

function countExchange(tally: Tally, { method, target, sent, response: answer }: Exchange): void {
  tally.requests[method] += 1;
  tally.out.head += encodedSize(target);
  if (method === "POST") tally.out.head += String(countBody(tally, "out", sent)).length;
  if (answer === undefined) return;
  tally.in.head += responseHeadSize(answer);
  if (method === "GET") countBody(tally, "in", answer.body);
  else tally.in.framing += encodedSize(answer.body);
}

/** The head of a response as HTTP/1.1 writes it. */
export const responseHeadSize = ({ status, headers }: { status: string; headers: string }): number =>
  encodedSize(`HTTP/1.1 ${status}\r\n${headers}\r\n`);

function countBody(tally: Tally, direction: Direction, body: string): number {
  const packets = body.split(SEPARATOR);
  const separators = packets.length - 1;
  tally[direction].framing += separators;
  return packets.reduce((size, packet) => size + countPacket(tally, direction, packet), separators);
}

function countPacket(tally: Tally, direction: Direction, packet: string | ArrayBuffer): number {
  tally.packets += 1;
  const share = tally[direction];
  if (packet instanceof ArrayBuffer) {
    share.data += packet.byteLength;
    return packet.byteLength;
  }
  const size = encodedSize(packet);
  const data = encodedSize(splitPacket(packet).data);
  share.data += data;
  share.framing += size - data;
  return size;
}
