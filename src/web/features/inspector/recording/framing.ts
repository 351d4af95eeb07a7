/** The bytes around a payload. */

const encoder = new TextEncoder();

/** The size of a text in UTF-8, in bytes. */
export const encodedSize = (text: string): number => encoder.encode(text).length;

/** The header of a WebSocket frame (RFC 6455, section 5.2): 2 bytes, an extended length, and a browser's mask. */
export function frameHeaderSize(payload: number, masked: boolean): number {
  const length = payload > 65_535 ? 8 : payload > 125 ? 2 : 0;
  return 2 + length + (masked ? 4 : 0);
}

/** Separates the packets of one HTTP body (Engine.IO protocol 4, "HTTP long-polling"), and of a page's first frame. */
export const SEPARATOR = "\x1e";

/** Type, namespace and id before the payload of an EVENT or ACK; other packets are framing as a whole. */
const FRAMING = /^(?:4[2356](?:\d+-)?(?:\/[^,]*,)?\d*|b)/;

/** Splits an Engine.IO packet into framing and application data. */
export function splitPacket(packet: string): { framing: string; data: string } {
  const framing = FRAMING.exec(packet)?.[0] ?? packet;
  return { framing, data: packet.slice(framing.length) };
}
