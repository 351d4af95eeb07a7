/**
 * The parser of Socket.IO with a cache: the newest page of messages is nearly all of a `welcome` and the same for every
 * client, so it is encoded once. What a relay gets from its room is encoded already.
 */

import type { Parser } from "socket.io-durable-objects";
import { Decoder, Encoder, PacketType } from "socket.io-parser";
import type { Message, Welcome } from "../../shared/contract/index.ts";

/** What the server passes to its encoder. */
type Packet = Parameters<Encoder["encode"]>[0];

/** The name of an event whose only argument is a packet that is encoded already. No client sees it. */
export const ENCODED = "\0encoded";

/** An answer to an event that is encoded already. */
export class EncodedAnswer {
  constructor(readonly json: string) {}
}

/** The JSON of pages. A page that changes is a new array. */
const pages = new WeakMap<readonly Message[], string>();

/** The JSON of a page of messages, which is made once. */
export function pageJson(page: readonly Message[]): string {
  let json = pages.get(page);
  if (json === undefined) {
    json = JSON.stringify(page);
    pages.set(page, json);
  }
  return json;
}

/** The packet of an event in the default namespace, which is the only one of a room. */
export function encodeEvent(data: readonly unknown[]): string {
  return isWelcome(data)
    ? welcomePacket(welcomeHead(data[1]), pageJson(data[1].messages))
    : PacketType.EVENT + JSON.stringify(data);
}

/** Everything in a `welcome` but its messages, as JSON. */
export function welcomeHead({ messages: _, ...head }: Welcome): string {
  return JSON.stringify(head);
}

/** The packet of a `welcome`. Both parts are JSON. */
export function welcomePacket(head: string, messages: string): string {
  return `${PacketType.EVENT}["welcome",${head.slice(0, -1)},"messages":${messages}}]`;
}

class RoomEncoder extends Encoder {
  override encode(packet: Packet): ReturnType<Encoder["encode"]> {
    const { type, nsp, id, data } = packet;
    if (nsp !== "/" || !Array.isArray(data)) return super.encode(packet);
    const [first, second] = data as unknown[];
    if (first === ENCODED) return [second as string];
    if (first instanceof EncodedAnswer) return [`${type}${id}[${first.json}]`];
    if (id === undefined && isWelcome(data)) return [encodeEvent(data)];
    return super.encode(packet);
  }
}

const isWelcome = (data: readonly unknown[]): data is ["welcome", Welcome] =>
  data.length === 2 && data[0] === "welcome";

export const roomParser = { Encoder: RoomEncoder, Decoder } satisfies Parser;
