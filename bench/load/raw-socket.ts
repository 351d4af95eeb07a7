/** A WebSocket over `node:net`: a handshake, frames out, frames in, and nothing else. */
import { connect, type Socket } from "node:net";
import { clientFrame, type FrameListener, FrameReader, Inflater } from "./frames.ts";

export interface RawSocketOptions {
  port: number;
  /** The path and query to upgrade. */
  path: string;
  /** Offer `permessage-deflate` as browsers do. */
  deflate: boolean;
  /** Send the headers of a browser. */
  asBrowser?: boolean;
  onFrame: FrameListener;
  onClose: (reason: string) => void;
}

/** The read buffer of all sockets: each chunk is processed before the next is read. */
const SHARED_BUFFER = Buffer.allocUnsafeSlow(262_144);

const END_OF_HEADERS = "\r\n\r\n";

export class RawSocket {
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  #headers: string | undefined = "";
  #opened: (() => void) | undefined;
  #failed: ((error: Error) => void) | undefined;
  /** Resolves when the server has accepted the WebSocket. */
  readonly opened: Promise<void>;

  constructor({ port, path, deflate, asBrowser = false, onFrame, onClose }: RawSocketOptions) {
    this.#reader = new FrameReader(onFrame);
    this.opened = new Promise((resolve, reject) => {
      this.#opened = resolve;
      this.#failed = reject;
    });
    this.#socket = connect({
      port,
      host: "127.0.0.1",
      noDelay: true,
      onread: {
        buffer: SHARED_BUFFER,
        callback: (size) => {
          this.#read(SHARED_BUFFER.subarray(0, size));
          return true;
        },
      },
    });
    this.#socket.on("error", (error) => this.#failed?.(error));
    this.#socket.on("close", () => {
      this.#failed?.(new Error(`${path} was closed before it opened`));
      onClose(`${path} was closed`);
    });
    this.#socket.write(upgradeRequest(port, path, deflate, asBrowser));
  }

  /** Whether the server agreed to compress. */
  get isCompressed(): boolean {
    return this.#reader.inflater !== undefined;
  }

  send(text: string): void {
    this.#socket.write(clientFrame(text));
  }

  /** Drops the connection, as a lost network does. */
  destroy(): void {
    this.#socket.removeAllListeners("close");
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    if (this.#headers === undefined) {
      this.#reader.read(bytes);
      return;
    }
    const before = this.#headers.length;
    this.#headers += bytes.toString("latin1");
    const end = this.#headers.indexOf(END_OF_HEADERS);
    if (end === -1) return;
    const headers = this.#headers.slice(0, end);
    this.#headers = undefined;
    this.#onResponse(headers);
    const frames = bytes.subarray(end + END_OF_HEADERS.length - before);
    if (frames.length > 0) this.#reader.read(frames);
  }

  #onResponse(headers: string): void {
    if (!headers.startsWith("HTTP/1.1 101")) {
      this.#failed?.(new Error(`the upgrade was refused: ${headers.split("\r\n")[0]}`));
      this.#socket.destroy();
      return;
    }
    const extensions = /^sec-websocket-extensions:(.*)$/im.exec(headers)?.[1] ?? "";
    if (extensions.includes("permessage-deflate"))
      this.#reader.inflater = new Inflater(!extensions.includes("server_no_context_takeover"));
    this.#failed = undefined;
    this.#opened?.();
  }
}

/** What Chromium sends besides the headers that every client must send. */
const browserHeaders = (port: number): string[] => [
  "Pragma: no-cache",
  "Cache-Control: no-cache",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  `Origin: http://127.0.0.1:${port}`,
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
];

const upgradeRequest = (port: number, path: string, deflate: boolean, asBrowser: boolean): string =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...(asBrowser ? browserHeaders(port) : []),
    ...(deflate ? ["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"] : []),
    END_OF_HEADERS,
  ]
    .join("\r\n")
    .replace(/(\r\n){3}$/, END_OF_HEADERS);
