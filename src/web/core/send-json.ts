/** Requests to the HTTP API of this server. */
import type { Ack, WireError } from "../../shared/contract/errors.ts";

/** How long the server may take unless the request says otherwise, in milliseconds. */
const TIMEOUT = 20_000;

const NO_RESPONSE: WireError = { code: "internal", message: "No answer came." };

export interface JsonRequest {
  method: string;
  path: string;
  body?: object | undefined;
  /** The session token of a browser that stores no cookie. */
  token?: string | undefined;
  /** Whether the request goes on when the page is closed. */
  keepalive?: boolean;
  /** The error of a request without an answer. */
  noResponse?: WireError;
  /** How long the server may take, in milliseconds. */
  timeout?: number;
  fetch?: typeof fetch;
}

/** Sends a request. A lost answer is a failure like any other. */
export async function sendJson<Answer extends object>({
  method,
  path,
  body,
  token,
  keepalive = false,
  noResponse = NO_RESPONSE,
  timeout = TIMEOUT,
  fetch: send = fetch,
}: JsonRequest): Promise<Ack<Answer>> {
  try {
    const response = await send(path, {
      method,
      headers: {
        Accept: "application/json",
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      cache: "no-store",
      keepalive,
      signal: AbortSignal.timeout(timeout),
    });
    return (await response.json()) as Ack<Answer>;
  } catch {
    return { ok: false, error: noResponse };
  }
}
