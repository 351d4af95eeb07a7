/** Splits frames and requests into segments, and names the layer of each. */
import { encodedSize, frameHeaderSize, SEPARATOR } from "./framing.ts";
import { type HeadLine, headSize, requestHead, responseHead } from "./http-head.ts";
import type { ObservedHeads } from "./observed-heads.ts";
import { type Packet, readPacket } from "./packet.ts";
import type { Exchange, Frame, NetworkRecord, RecordedResponse } from "./records.ts";

/** From the outside in: WebSocket or HTTP; Engine.IO and Socket.IO; the application. */
export type Layer = "transport" | "protocol" | "data";

export type Piece =
  | "opcode"
  | "length"
  | "maskedLength"
  | "mask"
  | "requestHead"
  | "responseHead"
  | "separator"
  | "engineType"
  | "socketType"
  | "attachments"
  | "namespace"
  | "ackId"
  | "rest"
  | "received"
  | "data"
  | "binary";

export interface Segment {
  layer: Layer;
  piece: Piece;
  /** The name of a type, or a number. */
  meaning?: string;
  /** Bytes. */
  size: number;
  /** Missing if only the browser knows them. */
  bytes?: Uint8Array;
  /** The same as text, if it is text. */
  text?: string;
  /** The lines of a head; missing until they are known. */
  lines?: readonly HeadLine[];
}

const encoder = new TextEncoder();

export const segmentsOf = (record: NetworkRecord, seen: ObservedHeads | undefined): Segment[] =>
  record.kind === "frame" ? frameSegments(record) : exchangeSegments(record, seen);

function frameSegments({ direction, data }: Frame): Segment[] {
  const size = typeof data === "string" ? encodedSize(data) : data.byteLength;
  const masked = direction === "out";
  const isText = typeof data === "string";
  const header: Segment[] = [
    raw("opcode", [0x80 | (isText ? 1 : 2)], isText ? "text" : "binary"),
    raw(masked ? "maskedLength" : "length", lengthBytes(size, masked), String(size)),
  ];
  if (masked) header.push({ layer: "transport", piece: "mask", size: 4 });
  // The first frame of a page that joins with its handshake has several packets.
  const payload: Segment[] = isText
    ? bodySegments(data)
    : [{ layer: "data", piece: "binary", size, bytes: new Uint8Array(data) }];
  return [...header, ...payload];
}

/** RFC 6455, section 5.2: 7 bits, or 16 or 64 after 126 or 127. */
function lengthBytes(size: number, masked: boolean): number[] {
  const length = frameHeaderSize(size, false) - 2;
  const marker = length === 0 ? size : length === 2 ? 126 : 127;
  const more = Array.from({ length }, (_, i) => Math.floor(size / 256 ** (length - 1 - i)) % 256);
  return [(masked ? 0x80 : 0) | marker, ...more];
}

function raw(piece: Piece, bytes: number[], meaning: string): Segment {
  return { layer: "transport", piece, meaning, size: bytes.length, bytes: Uint8Array.from(bytes) };
}

function text(layer: Layer, piece: Piece, content: string, meaning?: string): Segment[] {
  if (content === "") return [];
  const bytes = encoder.encode(content);
  return [{ layer, piece, size: bytes.length, bytes, text: content, ...(meaning && { meaning }) }];
}

const packetSegments = (packet: Packet): Segment[] => [
  ...text("protocol", "engineType", packet.text.slice(0, 1), packet.engine),
  ...(packet.socket === undefined
    ? []
    : text("protocol", "socketType", packet.text.slice(1, 2), packet.socket)),
  ...text("protocol", "attachments", packet.attachments),
  ...text("protocol", "namespace", packet.namespace),
  ...text("protocol", "ackId", packet.ackId),
  ...text("protocol", "rest", packet.rest),
  ...text("data", "data", packet.data),
];

function exchangeSegments(
  { method, target, sent, response: answer }: Exchange,
  seen: ObservedHeads | undefined,
): Segment[] {
  const bodySize = method === "POST" ? encodedSize(sent) : undefined;
  return [
    head("requestHead", seen && requestHead(seen[method], target, bodySize)),
    ...(method === "POST" ? bodySegments(sent) : []),
    ...(answer === undefined ? [] : [head("responseHead", responseHead(answer))]),
    ...(answer === undefined ? [] : answerSegments(method, answer)),
  ];
}

function answerSegments(method: Exchange["method"], answer: RecordedResponse): Segment[] {
  if (!isOk(answer)) return text("protocol", "rest", answer.body);
  return method === "POST" ? text("protocol", "received", answer.body) : bodySegments(answer.body);
}

/** Other responses carry an error and no packets. */
const isOk = ({ status }: RecordedResponse): boolean => status.startsWith("200");

const head = (piece: Piece, lines: HeadLine[] | undefined): Segment => ({
  layer: "transport",
  piece,
  size: lines === undefined ? 0 : headSize(lines),
  ...(lines && { lines }),
});

const bodySegments = (body: string): Segment[] =>
  body
    .split(SEPARATOR)
    .flatMap((packet, index) => [
      ...(index === 0 ? [] : text("protocol", "separator", SEPARATOR)),
      ...packetSegments(readPacket(packet)),
    ]);

/** The packets that a frame or an exchange carries. */
export function packetsOf(record: NetworkRecord): Packet[] {
  const body = record.kind === "frame" ? record.data : bodyOf(record);
  return typeof body !== "string" || body === "" ? [] : body.split(SEPARATOR).map(readPacket);
}

const bodyOf = ({ method, sent, response: answer }: Exchange): string =>
  method === "POST" ? sent : answer !== undefined && isOk(answer) ? answer.body : "";

/** The bytes of each layer. */
export function layerSizes(segments: readonly Segment[]): Record<Layer, number> {
  const sizes = { transport: 0, protocol: 0, data: 0 };
  for (const { layer, size } of segments) sizes[layer] += size;
  return sizes;
}
