/** WebSocket frames (RFC 6455, 5.2), as far as a load generator needs them. */
import { constants, inflateRawSync } from "node:zlib";

const TEXT = 0x81;
const OPCODE = 0x0f;
const COMPRESSED = 0x40;

/** Opcodes of server frames. */
export const Opcode = { CONTINUATION: 0, TEXT: 1, BINARY: 2, CLOSE: 8, PING: 9, PONG: 10 } as const;

/**
 * A text frame from a client. Its mask is zero, which leaves the text as it is: masks are for proxies, and there is
 * none here.
 */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([TEXT, 0x80 | length, 0, 0, 0, 0]), payload]);
  return Buffer.concat([Buffer.from([TEXT, 0x80 | 126, length >> 8, length & 255, 0, 0, 0, 0]), payload]);
}

/** Takes the payload of one frame: `bytes` from `start` to `end`, valid only during the call. */
export type FrameListener = (opcode: number, bytes: Buffer, start: number, end: number) => void;

/** Splits the bytes of a server into frames. */
export class FrameReader {
  readonly #listener: FrameListener;
  #rest: Buffer | undefined;
  /** Set where `permessage-deflate` was negotiated. */
  inflater: Inflater | undefined;

  constructor(listener: FrameListener) {
    this.#listener = listener;
  }

  /** Reads bytes, which the caller may overwrite afterwards. */
  read(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const next = this.#readFrame(bytes, at);
      if (next === at) break;
      at = next;
    }
    if (at === bytes.length) this.#rest = undefined;
    else this.#rest = bytes === chunk ? Buffer.from(bytes.subarray(at)) : bytes.subarray(at);
  }

  /** @returns where the next frame begins, or `at` if this one is incomplete */
  #readFrame(bytes: Buffer, at: number): number {
    const available = bytes.length - at;
    if (available < 2) return at;
    const first = bytes[at] as number;
    let length = (bytes[at + 1] as number) & 0x7f;
    let header = 2;
    if (length === 126) {
      header = 4;
      if (available < header) return at;
      length = bytes.readUInt16BE(at + 2);
    } else if (length === 127) {
      header = 10;
      if (available < header) return at;
      length = Number(bytes.readBigUInt64BE(at + 2));
    }
    if (available < header + length) return at;
    const start = at + header;
    const end = start + length;
    if ((first & COMPRESSED) !== 0 && this.inflater !== undefined) {
      const inflated = this.inflater.inflate(bytes.subarray(start, end));
      this.#listener(first & OPCODE, inflated, 0, inflated.length);
    } else this.#listener(first & OPCODE, bytes, start, end);
    return end;
  }
}

const FLUSH = Buffer.from([0, 0, 0xff, 0xff]);
const WINDOW_BYTES = 32_768;

/** Undoes `permessage-deflate` (RFC 7692, 7.2.2), whose window reaches back over earlier messages. */
export class Inflater {
  readonly #keepsWindow: boolean;
  #window: Buffer | undefined;

  /** @param keepsWindow false where the server promised `server_no_context_takeover` */
  constructor(keepsWindow: boolean) {
    this.#keepsWindow = keepsWindow;
  }

  inflate(payload: Buffer): Buffer {
    const message = inflateRawSync(Buffer.concat([payload, FLUSH]), {
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(this.#window === undefined ? {} : { dictionary: this.#window }),
    });
    if (this.#keepsWindow) {
      const seen = this.#window === undefined ? message : Buffer.concat([this.#window, message]);
      this.#window = Buffer.from(seen.subarray(-WINDOW_BYTES));
    }
    return message;
  }
}
