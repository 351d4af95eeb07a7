/**
 * The parser of Socket.IO with a cache: the newest page of messages is nearly all of a `welcome` and the same for every
 * client, so it is encoded once.
 */

import type { Parser } from "socket.io-durable-objects";
import { Decoder, Encoder } from "socket.io-parser";
import type { Message, Welcome } from "../shared/contract/index.ts";

/** What the server passes to its encoder. */
type Packet = Parameters<Encoder["encode"]>[0];

class RoomEncoder extends Encoder {
  /** The JSON of pages. A page that changes is a new array. */
  readonly #pages = new WeakMap<readonly Message[], string>();

  override encode(packet: Packet): ReturnType<Encoder["encode"]> {
    const welcome = welcomeIn(packet);
    if (welcome === undefined) return super.encode(packet);
    const { messages, ...rest } = welcome;
    const head = JSON.stringify(rest).slice(0, -1);
    return [`${packet.type}["welcome",${head},"messages":${this.#json(messages)}}]`];
  }

  #json(page: readonly Message[]): string {
    let json = this.#pages.get(page);
    if (json === undefined) {
      json = JSON.stringify(page);
      this.#pages.set(page, json);
    }
    return json;
  }
}

/** The welcome in a packet of the default namespace, which is the only one of a room. */
function welcomeIn({ nsp, id, data }: Packet): Welcome | undefined {
  const isWelcome = Array.isArray(data) && data.length === 2 && data[0] === "welcome";
  return isWelcome && nsp === "/" && id === undefined ? (data[1] as Welcome) : undefined;
}

export const roomParser = { Encoder: RoomEncoder, Decoder } satisfies Parser;
