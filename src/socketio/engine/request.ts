/** What Socket.IO calls `req`: an object shaped like Node's IncomingMessage, plain enough to be stored. */

/**
 * The request that opened a connection, as `socket.request` and `allowRequest` see it.
 *
 * @example
 * ```ts
 * import type { IncomingRequest, SocketIOOptions } from "./src/socketio/index.ts";
 *
 * const hasKey = ({ url, headers }: IncomingRequest) => url.includes("key=") && headers.origin !== undefined;
 *
 * export const options: SocketIOOptions = {
 *   allowRequest: (req, answer) => answer(null, hasKey(req)),
 * };
 * ```
 */
export interface IncomingRequest {
  method: string;
  /** Path and query. */
  url: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The query, parsed. */
  _query: Record<string, string>;
  connection: { encrypted: boolean; remoteAddress: string | undefined };
}

/** What is kept of a request: everything that {@link IncomingRequest} cannot be computed from. */
export type StoredRequest = [
  method: string,
  url: string,
  headers: Record<string, string>,
  encrypted: boolean,
  remoteAddress: string | undefined,
];

/** Reads a Fetch API request into the shape that Socket.IO expects. */
export function readRequest(request: Request): IncomingRequest {
  const url = new URL(request.url);
  const headers = Object.fromEntries(request.headers);
  return {
    method: request.method,
    url: url.pathname + url.search,
    headers,
    _query: Object.fromEntries(url.searchParams),
    connection: {
      encrypted: url.protocol === "https:",
      remoteAddress: headers["cf-connecting-ip"],
    },
  };
}

/** The stored form of a request. */
export const storeRequest = (req: IncomingRequest): StoredRequest => [
  req.method,
  req.url,
  req.headers,
  req.connection.encrypted,
  req.connection.remoteAddress,
];

/** The request again, deep equal to the one that was stored. */
export function restoreRequest([
  method,
  url,
  headers,
  encrypted,
  remoteAddress,
]: StoredRequest): IncomingRequest {
  return {
    method,
    url,
    headers,
    _query: Object.fromEntries(new URL(url, "https://socket.io").searchParams),
    connection: { encrypted, remoteAddress },
  };
}
