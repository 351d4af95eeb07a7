/** Asks the server for the headers of this page's polling requests: scripts cannot see them. */
import { signal } from "@preact/signals";
import type { SeenRequest } from "../../../../shared/seen-request.ts";
import type { Tally } from "./byte-counts.ts";
import { headSize, requestHead } from "./http-head.ts";
import type { Exchange } from "./records.ts";

/** A GET and a POST as the server saw them. */
export type ObservedHeads = Record<Exchange["method"], SeenRequest>;

/** How long the server may take to answer, in milliseconds. */
const TIMEOUT = 15_000;

/** Undefined until the server has answered. */
export const observedHeads = signal<ObservedHeads | undefined>(undefined);

/** Sends two requests like Engine.IO's, once. After a failure it can be called again. */
export async function observeHeads(): Promise<void> {
  if (observedHeads.peek() !== undefined) return;
  try {
    const [GET, POST] = await Promise.all([observe("GET"), observe("POST")]);
    observedHeads.value = { GET, POST };
  } catch {
    // No network, most likely, which the page shows elsewhere.
  }
}

async function observe(method: Exchange["method"]): Promise<SeenRequest> {
  const post = { body: "2", headers: { "Content-Type": "text/plain;charset=UTF-8" } };
  const signal = AbortSignal.timeout(TIMEOUT);
  const response = await fetch("/api/wire", { method, signal, ...(method === "POST" && post) });
  if (!response.ok) throw new Error(`${response.status}`);
  const { request } = (await response.json()) as { request: SeenRequest };
  return request;
}

/** The bytes of all request heads, without the part that the tally counts itself. */
export function requestHeads({ requests }: Tally, seen: ObservedHeads): number {
  const sizeWithoutTarget = (method: Exchange["method"]) =>
    headSize(requestHead(seen[method], "", 0)) - (method === "POST" ? "0".length : 0);
  return requests.GET * sizeWithoutTarget("GET") + requests.POST * sizeWithoutTarget("POST");
}

/**
 * A handshake with the `Accept-Encoding` of this browser: the edge replaces it, and passes it on only for requests
 * that need no room.
 */
export function withOwnEncoding(handshake: SeenRequest, { GET }: ObservedHeads): SeenRequest {
  const isEncoding = ({ name }: { name: string }) => name === "accept-encoding";
  const headers = [...GET.headers.filter(isEncoding), ...handshake.headers.filter((one) => !isEncoding(one))];
  return { ...handshake, headers };
}
