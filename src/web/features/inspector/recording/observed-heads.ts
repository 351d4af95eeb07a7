/** Asks the server what this page's polling requests look like: a script cannot see their headers. */
import { signal } from "@preact/signals";
import type { SeenRequest } from "../../../../shared/seen-request.ts";
import type { Tally } from "./byte-counts.ts";
import { headSize, requestHead } from "./http-head.ts";
import type { Exchange } from "./records.ts";

/** A poll and a post, as the server saw them. */
export type ObservedHeads = Record<Exchange["method"], SeenRequest>;

/** Undefined until the server has answered. */
export const observedHeads = signal<ObservedHeads | undefined>(undefined);

/** Asks once, with requests like Engine.IO's own. Without an answer the heads stay unknown, and it may be asked again. */
export async function observeHeads(): Promise<void> {
  if (observedHeads.peek() !== undefined) return;
  try {
    const [GET, POST] = await Promise.all([observe("GET"), observe("POST")]);
    observedHeads.value = { GET, POST };
  } catch {
    // No network, most likely, which the page says elsewhere.
  }
}

async function observe(method: Exchange["method"]): Promise<SeenRequest> {
  const post = { body: "2", headers: { "Content-Type": "text/plain;charset=UTF-8" } };
  const response = await fetch("/api/wire", { method, ...(method === "POST" && post) });
  if (!response.ok) throw new Error(`${response.status}`);
  const { request } = (await response.json()) as { request: SeenRequest };
  return request;
}

/** The bytes of all requests' heads in a tally, without what the tally has counted itself. */
export function requestHeads({ requests }: Tally, seen: ObservedHeads): number {
  const sizeWithoutTarget = (method: Exchange["method"]) =>
    headSize(requestHead(seen[method], "", 0)) - (method === "POST" ? "0".length : 0);
  return requests.GET * sizeWithoutTarget("GET") + requests.POST * sizeWithoutTarget("POST");
}

/**
 * A handshake with the `Accept-Encoding` that this browser sends: the edge puts one of its own in its place, and tells
 * only for requests that no room has to be asked about.
 */
export function withOwnEncoding(handshake: SeenRequest, { GET }: ObservedHeads): SeenRequest {
  const isEncoding = ({ name }: { name: string }) => name === "accept-encoding";
  const headers = [...GET.headers.filter(isEncoding), ...handshake.headers.filter((one) => !isEncoding(one))];
  return { ...handshake, headers };
}
