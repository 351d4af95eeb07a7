/** Parses HTTP/1.1 and WebSocket frames from recorded bytes. It shares no code with the inspector, which it verifies. */
import type { Writable } from "node:stream";
import * as ws from "ws";
import type { RecordedConnection } from "./tcp-recorder.ts";

export interface CapturedHead {
  /** The request line, or the status line. */
  line: string;
  /** Names in lower case. */
  headers: [name: string, value: string][];
  /** Bytes, the empty line included. */
  size: number;
}

export interface CapturedExchange {
  request: CapturedHead;
  sent: Buffer;
  /** Undefined until it has arrived. */
  response?: CapturedHead;
  /** The body, with chunked encoding removed. */
  received: Buffer;
  /** The bytes after an upgrade, in each direction. */
  upgraded?: { up: Buffer; down: Buffer };
}

/** All requests of a connection, in order, each with its response. */
export function exchangesOf({ up, down }: RecordedConnection): CapturedExchange[] {
  const requests = new ByteReader(Buffer.concat(up));
  const responses = new ByteReader(Buffer.concat(down));
  const exchanges: CapturedExchange[] = [];
  for (let request = requests.head(); request !== undefined; request = requests.head()) {
    const sent = requests.body(request);
    const response = responses.head();
    const exchange: CapturedExchange = { request, sent, received: Buffer.alloc(0) };
    exchanges.push(exchange);
    if (response === undefined) continue;
    exchange.response = response;
    if (response.line.includes(" 101 ")) {
      exchange.upgraded = { up: requests.rest(), down: responses.rest() };
      break;
    }
    const hasBody = !/ (?:204|304) /.test(response.line) && !request.line.startsWith("HEAD ");
    if (hasBody) exchange.received = responses.body(response);
  }
  return exchanges;
}

/** The frame parser of `ws`, which its types do not export. */
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

/** The messages in one direction of a WebSocket, as `ws` parses them. */
export async function messagesIn(bytes: Buffer, from: "client" | "server"): Promise<string[]> {
  const receiver = new Receiver({ isServer: from === "client" });
  const messages: string[] = [];
  receiver.on("message", (data: Buffer) => messages.push(data.toString()));
  await new Promise<void>((resolve, reject) => {
    receiver.on("error", reject);
    receiver.write(bytes, () => resolve());
  });
  return messages;
}

class ByteReader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** The next head, or undefined if it is not complete. */
  head(): CapturedHead | undefined {
    const end = this.bytes.indexOf("\r\n\r\n", this.#at);
    if (end < 0) return undefined;
    const [line = "", ...lines] = this.bytes.toString("latin1", this.#at, end).split("\r\n");
    const headers = lines.map((header): [string, string] => {
      const colon = header.indexOf(":");
      return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()];
    });
    const size = end + 4 - this.#at;
    this.#at = end + 4;
    return { line, headers, size };
  }

  body({ headers }: CapturedHead): Buffer {
    const find = (wanted: string) => headers.find(([name]) => name === wanted)?.[1];
    return find("transfer-encoding") === "chunked"
      ? this.#chunks()
      : this.#take(Number(find("content-length") ?? 0));
  }

  rest(): Buffer {
    return this.#take(this.bytes.length - this.#at);
  }

  #chunks(): Buffer {
    const chunks: Buffer[] = [];
    for (;;) {
      const end = this.bytes.indexOf("\r\n", this.#at);
      if (end < 0) return Buffer.concat(chunks);
      const size = Number.parseInt(this.bytes.toString("latin1", this.#at, end), 16);
      this.#at = end + 2;
      chunks.push(this.#take(size));
      this.#at += 2;
      if (size === 0) return Buffer.concat(chunks);
    }
  }

  #take(size: number): Buffer {
    const taken = this.bytes.subarray(this.#at, this.#at + size);
    this.#at += size;
    return taken;
  }
}
