/**
 * The part of Node's `ServerResponse` that middlewares of `io.engine.use` need.
 *
 * Middlewares such as `express-session`, `compression` and `morgan` set headers, replace `writeHead`, `write` and `end`,
 * and listen to `finish`.
 *
 * Source: https://nodejs.org/api/http.html#class-httpserverresponse
 */

import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import type { IncomingRequest } from "./request.ts";

/** A header value in the forms that Node accepts. */
export type HeaderValue = string | number | readonly string[];

type Chunk = string | Uint8Array;
type Callback = () => void;

/** A response that buffers its body until `end`. */
export class EngineResponse extends EventEmitter {
  statusCode = 200;
  statusMessage = "";
  /** Whether the head has been written. Middlewares read this private property of Node. */
  _header = false;
  finished = false;
  writableEnded = false;
  writableFinished = false;
  readonly #headers = new Map<string, { name: string; value: HeaderValue }>();
  readonly #chunks: Uint8Array[] = [];

  /** @param onEnd is called once, with the complete response */
  constructor(
    readonly req: IncomingRequest,
    private readonly onEnd: (response: {
      status: number;
      headers: Headers;
      body: Uint8Array<ArrayBuffer>;
    }) => void,
  ) {
    super();
  }

  get headersSent(): boolean {
    return this._header;
  }

  get socket(): IncomingRequest["socket"] {
    return this.req.socket;
  }

  get connection(): IncomingRequest["socket"] {
    return this.req.socket;
  }

  get writable(): boolean {
    return !this.writableEnded;
  }

  setHeader(name: string, value: HeaderValue): this {
    this.#headers.set(name.toLowerCase(), { name, value });
    return this;
  }

  appendHeader(name: string, value: HeaderValue): this {
    const existing = this.getHeader(name);
    if (existing === undefined) return this.setHeader(name, value);
    return this.setHeader(name, [...listOf(existing), ...listOf(value)]);
  }

  setHeaders(headers: Headers | Map<string, HeaderValue>): this {
    for (const [name, value] of headers) this.setHeader(name, value);
    return this;
  }

  getHeader(name: string): HeaderValue | undefined {
    return this.#headers.get(name.toLowerCase())?.value;
  }

  getHeaders(): Record<string, HeaderValue> {
    return Object.fromEntries([...this.#headers].map(([name, { value }]) => [name, value]));
  }

  getHeaderNames(): string[] {
    return [...this.#headers.keys()];
  }

  hasHeader(name: string): boolean {
    return this.#headers.has(name.toLowerCase());
  }

  removeHeader(name: string): void {
    this.#headers.delete(name.toLowerCase());
  }

  writeHead(status: number, message?: string | object, headers?: object): this {
    this.statusCode = status;
    if (typeof message === "string") this.statusMessage = message;
    const added = typeof message === "object" ? message : (headers ?? {});
    for (const [name, value] of pairsOf(added)) this.setHeader(name, value);
    this._header = true;
    return this;
  }

  flushHeaders(): void {
    if (!this._header) this._implicitHeader();
  }

  /** Node calls this private method when a body starts before the head; middlewares call it too. */
  _implicitHeader(): void {
    this.writeHead(this.statusCode);
  }

  write(chunk: Chunk, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
    if (!this._header) this._implicitHeader();
    this.#chunks.push(bytesOf(chunk, encoding));
    (typeof encoding === "function" ? encoding : callback)?.();
    return true;
  }

  end(chunk?: Chunk | Callback | null, encoding?: BufferEncoding | Callback, callback?: Callback): this {
    if (this.writableEnded) return this;
    if (!this._header) this._implicitHeader();
    if (chunk && typeof chunk !== "function") this.#chunks.push(bytesOf(chunk, encoding));
    this.finished = true;
    this.writableEnded = true;
    this.writableFinished = true;
    this.onEnd({
      status: this.statusCode,
      headers: this.#toHeaders(),
      body: Uint8Array.from(Buffer.concat(this.#chunks)),
    });
    for (const argument of [chunk, encoding, callback]) if (typeof argument === "function") argument();
    this.emit("finish");
    this.emit("close");
    return this;
  }

  #toHeaders(): Headers {
    const headers = new Headers();
    for (const { name, value } of this.#headers.values()) setHeader(headers, name, value);
    return headers;
  }
}

/** Sets one header from the forms that Node accepts. */
export function setHeader(headers: Headers, name: string, value: HeaderValue): void {
  headers.delete(name);
  for (const item of listOf(value)) headers.append(name, item);
}

const listOf = (value: HeaderValue): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

/** Lists the headers of an object, or of Node's flat array of names and values. */
function pairsOf(headers: object): Array<[string, HeaderValue]> {
  if (!Array.isArray(headers)) return Object.entries(headers) as Array<[string, HeaderValue]>;
  if (Array.isArray(headers[0])) return headers as Array<[string, HeaderValue]>;
  const pairs: Array<[string, HeaderValue]> = [];
  for (let index = 0; index + 1 < headers.length; index += 2)
    pairs.push([String(headers[index]), headers[index + 1] as HeaderValue]);
  return pairs;
}

const bytesOf = (chunk: Chunk, encoding?: BufferEncoding | Callback): Uint8Array =>
  typeof chunk === "string"
    ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8")
    : Buffer.from(chunk);
