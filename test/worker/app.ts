/** Sends requests to the application under test. */
import { exports } from "cloudflare:workers";
import type {} from "../../src/env.ts";

export const ORIGIN = "https://chat.example";

/** Sends a request to the worker. `path` is relative to {@link ORIGIN}; redirects are not followed. */
export function send(path: string, init?: RequestInit): Promise<Response> {
  const worker = (exports as unknown as { default: Fetcher }).default;
  return worker.fetch(new Request(`${ORIGIN}${path}`, { redirect: "manual", ...init }));
}
