/** What travels around a payload, in bytes: the few of a WebSocket frame, or the many of an HTTP request. */

const encoder = new TextEncoder();

/** A text's size as UTF-8, in bytes. */
export const encodedSize = (text: string): number => encoder.encode(text).length;

/** The header of a WebSocket frame (RFC 6455, section 5.2): 2 bytes, a longer length, and a browser's mask. */
export function frameOverhead(payload: number, masked: boolean): number {
  const length = payload > 65_535 ? 8 : payload > 125 ? 2 : 0;
  return 2 + length + (masked ? 4 : 0);
}

/** The size of a request or response head as HTTP/1.1 writes it: each line and its end, and an empty one. */
export const headSize = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + encodedSize(line) + 2, 2);

const NO_SCRIPT = "(a script may not read it)";

/** The lines every request of this page has. What a script cannot see is not counted: the real head is larger. */
const commonLines = (): string[] => [
  `Host: ${location.host}`,
  "Connection: keep-alive",
  `User-Agent: ${navigator.userAgent}`,
  `Accept-Language: ${navigator.languages.join(",")}`,
  "Accept-Encoding: gzip, deflate, br",
  `Cookie: ${NO_SCRIPT}`,
];

/** The head of a long-polling request. */
export function requestLines(method: "GET" | "POST", path: string, bodySize: number): string[] {
  const lines = [`${method} ${path} HTTP/1.1`, ...commonLines(), "Accept: */*", `Referer: ${location.href}`];
  if (method === "POST") {
    lines.push(
      `Origin: ${location.origin}`,
      "Content-Type: text/plain;charset=UTF-8",
      `Content-Length: ${bodySize}`,
    );
  }
  return lines;
}

/** The head of its response. */
export const responseLines = (bodySize: number): string[] => [
  "HTTP/1.1 200 OK",
  "Content-Type: text/plain; charset=UTF-8",
  "Cache-Control: no-store",
  `Content-Length: ${bodySize}`,
];

/** The request that opens a WebSocket (RFC 6455, section 4.1), and what the server answers. */
export function upgradeLines(path: string): { request: string[]; response: string[] } {
  const [, , ...common] = commonLines();
  return {
    request: [
      `GET ${path} HTTP/1.1`,
      `Host: ${location.host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: (16 random bytes, base64)",
      `Origin: ${location.origin}`,
      ...common,
    ],
    response: [
      "HTTP/1.1 101 Switching Protocols",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Accept: (proof that the key was read)",
    ],
  };
}
