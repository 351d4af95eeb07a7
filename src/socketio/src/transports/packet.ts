/**
 * Engine.IO packets, encoded by `engine.io-parser`.
 *
 * Binary packets are encoded here: wrangler selects the parser's browser build, which needs a `FileReader` for them.
 *
 * Source: https://socket.io/docs/v4/engine-io-protocol/
 */

import { Buffer } from "node:buffer";
import { decodePacket, encodePacket } from "engine.io-parser";

/** The packet types of Engine.IO protocol 4, and `error` for a packet that cannot be decoded. */
export type PacketType = "open" | "close" | "ping" | "pong" | "message" | "upgrade" | "noop" | "error";

/** A packet. The data of a `message` is text or bytes. */
export interface Packet {
  type: PacketType;
  data?: string | Uint8Array;
}

/** Separates the packets of an HTTP body, and of the first frame to a client that joins with its handshake. It is the ASCII record separator. */
export const SEPARATOR = "\x1e";

/** Encodes a packet as a WebSocket frame: text, or the bytes of a binary message. */
export function encodeFrame({ type, data }: Packet): string | Uint8Array {
  if (data !== undefined && typeof data !== "string") return data;
  if (type === "message") return `4${data ?? ""}`;
  let frame = "";
  encodePacket({ type, data }, true, (encoded) => {
    frame = encoded as string;
  });
  return frame;
}

/** Decodes a WebSocket frame. */
export function decodeFrame(frame: string | Uint8Array): Packet {
  if (typeof frame !== "string") return { type: "message", data: frame };
  if (frame.startsWith("b")) return { type: "message", data: Buffer.from(frame.slice(1), "base64") };
  return decodePacket(frame) as Packet;
}

/** Encodes packets as an HTTP body, with binary messages in base64. */
export const encodePayload = (packets: readonly Packet[]): string =>
  packets
    .map(encodeFrame)
    .map((frame) => (typeof frame === "string" ? frame : `b${asBuffer(frame).toString("base64")}`))
    .join(SEPARATOR);

/** Decodes an HTTP body, up to the first packet that cannot be decoded, which is the last of the result. */
export function decodePayload(payload: string): Packet[] {
  const packets: Packet[] = [];
  for (const frame of payload.split(SEPARATOR)) {
    const packet = decodeFrame(frame);
    packets.push(packet);
    if (packet.type === "error") break;
  }
  return packets;
}

/** Returns bytes as a `Buffer`, which is what a Socket.IO listener gets on Node. An array buffer's memory is shared. */
export const asBuffer = (bytes: Uint8Array | ArrayBuffer): Buffer =>
  bytes instanceof ArrayBuffer
    ? Buffer.from(bytes)
    : Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);

/** The size of a frame in bytes; of text in UTF-8. */
export const byteLength = (frame: string | Uint8Array): number =>
  typeof frame === "string" ? Buffer.byteLength(frame) : frame.byteLength;
