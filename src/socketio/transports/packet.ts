/**
 * Engine.IO packets, encoded by `engine.io-parser`, binary apart: wrangler picks the parser's browser build, which
 * encodes binary through FileReader, and there is none in a Worker.
 *
 * Source: https://socket.io/docs/v4/engine-io-protocol/
 */

import { Buffer } from "node:buffer";
import { decodePacket, encodePacket } from "engine.io-parser";

/** The types of Engine.IO protocol 4; `error` stands for what could not be decoded. */
export type PacketType = "open" | "close" | "ping" | "pong" | "message" | "upgrade" | "noop" | "error";

/** One packet. The data of a `message` is text or bytes. */
export interface Packet {
  type: PacketType;
  data?: string | Uint8Array;
}

/** Divides the packets of an HTTP body (ASCII record separator). */
const SEPARATOR = "\x1e";

/** A packet as a WebSocket frame: text, or the bare bytes of a binary message. */
export function encodeFrame({ type, data }: Packet): string | Uint8Array {
  if (data !== undefined && typeof data !== "string") return data;
  if (type === "message") return `4${data ?? ""}`;
  let frame = "";
  encodePacket({ type, data }, true, (encoded) => {
    frame = encoded as string;
  });
  return frame;
}

/** The packet in a WebSocket frame. */
export function decodeFrame(frame: string | Uint8Array): Packet {
  if (typeof frame !== "string") return { type: "message", data: frame };
  if (frame.startsWith("b")) return { type: "message", data: Buffer.from(frame.slice(1), "base64") };
  return decodePacket(frame) as Packet;
}

/** Several packets as an HTTP body, binary in base64. */
export const encodePayload = (packets: readonly Packet[]): string =>
  packets
    .map(encodeFrame)
    .map((frame) => (typeof frame === "string" ? frame : `b${asBuffer(frame).toString("base64")}`))
    .join(SEPARATOR);

/** The packets of an HTTP body, up to the first that cannot be decoded. */
export function decodePayload(payload: string): Packet[] {
  const packets: Packet[] = [];
  for (const frame of payload.split(SEPARATOR)) {
    const packet = decodeFrame(frame);
    packets.push(packet);
    if (packet.type === "error") break;
  }
  return packets;
}

/** Bytes as the Buffer that a Socket.IO listener on Node gets. */
export const asBuffer = (bytes: Uint8Array | ArrayBuffer): Buffer =>
  bytes instanceof ArrayBuffer
    ? Buffer.from(bytes)
    : Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);

/** How many bytes a frame carries, in UTF-8. */
export const byteLength = (frame: string | Uint8Array): number =>
  typeof frame === "string" ? Buffer.byteLength(frame) : frame.byteLength;
