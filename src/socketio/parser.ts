/**
 * The parser that the server is given: the user's, or the stock one, seen through a decoder that completes CONNECT
 * packets. A client that has never received an event has no offset to send with its `pid`; Socket.IO wants one.
 */

import * as stockParser from "socket.io-parser";
import type { ParsedPacket, Parser } from "./options.ts";
import { PacketType } from "./socketio-internals.ts";

/** The stock parser, typed as one. */
export const defaultParser = stockParser as unknown as Parser;

/** `parser` with decoders that complete what a recovery needs. */
export function completingParser(parser: Parser): Parser {
  const known = completed.get(parser) ?? complete(parser);
  completed.set(parser, known);
  return known;
}

const completed = new WeakMap<Parser, Parser>();

function complete(parser: Parser): Parser {
  class Decoder extends parser.Decoder {
    override on(event: "decoded", listener: (packet: ParsedPacket) => void): unknown {
      if (event !== "decoded") return super.on(event, listener);
      return super.on(event, (packet) => {
        if (packet.type === PacketType.CONNECT) completeOffset(packet.data);
        listener(packet);
      });
    }
  }
  return { ...parser, Encoder: parser.Encoder, Decoder };
}

function completeOffset(auth: unknown): void {
  if (typeof auth !== "object" || auth === null) return;
  const connect = auth as { pid?: unknown; offset?: unknown };
  if (typeof connect.pid === "string" && connect.offset === undefined) connect.offset = "";
}
