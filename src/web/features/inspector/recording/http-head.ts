/** Heads of requests and responses as HTTP/1.1 writes them, from what the server observed. */
import type { SeenRequest } from "../../../../shared/seen-request.ts";
import { encodedSize } from "./framing.ts";
import type { RecordedResponse } from "./records.ts";

/** A line of a head. */
export interface HeadLine {
  /** Without the hidden part. */
  text: string;
  /** How many bytes are hidden. */
  hidden: number;
}

const line = (text: string): HeadLine => ({ text, hidden: 0 });

/** The bytes of a head: each line with its line break, and an empty line. */
export const headSize = (lines: readonly HeadLine[]): number =>
  lines.reduce((size, { text, hidden }) => size + encodedSize(text) + hidden + 2, 2);

/**
 * The head of a request, with the headers of an observed one.
 *
 * `Connection` ends at the first server on the way, and HTTP/2 has none: a missing one is added.
 *
 * @param bodySize bytes, for a request with a body
 */
export function requestHead(seen: SeenRequest, target: string, bodySize?: number): HeadLine[] {
  const lines = [line(`${seen.method} ${target} HTTP/1.1`)];
  for (const { name, value, size } of seen.headers) {
    const shown = name === "content-length" && bodySize !== undefined ? String(bodySize) : value;
    lines.push(shown === undefined ? { text: `${name}: `, hidden: size } : line(`${name}: ${shown}`));
  }
  if (!seen.headers.some(({ name }) => name === "connection")) lines.push(line("connection: keep-alive"));
  return lines;
}

export const responseHead = ({ status, headers }: Pick<RecordedResponse, "status" | "headers">): HeadLine[] =>
  [`HTTP/1.1 ${status}`, ...headers.split("\r\n")].filter((text) => text !== "").map(line);

/**
 * The least that answers a WebSocket request (RFC 6455, section 4.2.2).
 *
 * @param accept the value of `Sec-WebSocket-Accept`
 */
export const upgradeHead = (accept: string, extensions: string): HeadLine[] =>
  [
    "HTTP/1.1 101 Switching Protocols",
    "connection: Upgrade",
    "upgrade: websocket",
    `sec-websocket-accept: ${accept}`,
    ...(extensions === "" ? [] : [`sec-websocket-extensions: ${extensions}`]),
  ].map(line);

/** RFC 6455, section 1.3. */
const ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * The `Sec-WebSocket-Accept` for a key. Undefined where the page may not hash: without HTTPS, except on localhost.
 */
export async function acceptOf(key: string): Promise<string | undefined> {
  if (!isSecureContext) return undefined;
  const hash = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(key + ACCEPT_SUFFIX));
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}
