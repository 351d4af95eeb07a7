/**
 * Socket.IO's own parser, which does not encode again what it encoded for the newcomer before: the newest page of messages is
 * nearly all of a `welcome`, and the same for everybody.
 */
import { Decoder, Encoder } from "socket.io-parser";
import type { Message, Welcome } from "../shared/contract/index.ts";
import type { Parser } from "../socketio/index.ts";

/** A packet as the server hands it to its encoder. */
type Packet = Parameters<Encoder["encode"]>[0];

class RoomEncoder extends Encoder {
  /** The JSON of pages, by the arrays that they are: a page that changes is another array. */
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

/** The welcome that a packet is, in the one namespace that a room has. */
function welcomeIn({ nsp, id, data }: Packet): Welcome | undefined {
  const isWelcome = Array.isArray(data) && data.length === 2 && data[0] === "welcome";
  return isWelcome && nsp === "/" && id === undefined ? (data[1] as Welcome) : undefined;
}

export const roomParser = { Encoder: RoomEncoder, Decoder } satisfies Parser;
