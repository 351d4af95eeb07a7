/** Encodes and decodes packets with the server's parser, as they travel between the objects of a cluster. */

import type { ParsedPacket, Parser } from "../../options.ts";
import { PacketType } from "../../socketio-internals.ts";
import { asBuffer } from "../../transports/packet.ts";
import type { Frames } from "./messages.ts";

/** The codec of one server. */
export class PacketCodec {
  readonly #encoder: { encode(packet: ParsedPacket): unknown };

  constructor(private readonly parser: Parser) {
    this.#encoder = new parser.Encoder();
  }

  encode(packet: ParsedPacket): Frames {
    return (this.#encoder.encode(packet) as Frames).map((frame) =>
      typeof frame === "string" ? frame : ownBytes(frame),
    );
  }

  /** @throws if the frames are not one packet */
  decode(frames: Frames): ParsedPacket {
    const decoder = new this.parser.Decoder();
    let decoded: ParsedPacket | undefined;
    decoder.on("decoded", (packet) => {
      decoded = packet;
    });
    for (const frame of frames) decoder.add(typeof frame === "string" ? frame : asBuffer(frame));
    decoder.destroy();
    if (decoded === undefined) throw new TypeError("The frames are not a whole packet");
    return decoded;
  }

  /** Encodes values that are no event, such as the arguments of an acknowledgement. */
  encodeValues(values: unknown[]): Frames {
    return this.encode({ type: PacketType.ACK, nsp: "/", id: 0, data: values });
  }

  /** Decodes what {@link encodeValues} returned. */
  decodeValues(frames: Frames): unknown[] {
    return this.decode(frames).data as unknown[];
  }
}

/** Returns bytes with a memory of their own: a `Buffer` may be part of a larger one, which would be sent with it. */
const ownBytes = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
