/** Sends requests to the application under test, and reads its answers. */
import { exports } from "cloudflare:workers";
import type {} from "../../src/env.ts";
import type { SocketClient } from "./socket-client.ts";

export const ORIGIN = "https://chat.example";

/** Sends a request to the worker. `path` is relative to {@link ORIGIN}; redirects are not followed. */
export function send(path: string, init?: RequestInit): Promise<Response> {
  const worker = (exports as unknown as { default: Fetcher }).default;
  return worker.fetch(new Request(`${ORIGIN}${path}`, { redirect: "manual", ...init }));
}

/** The headers that authenticate a client, or the owner of a token. */
export const bearer = (
  client: Pick<SocketClient, "welcome"> | string | undefined,
): Record<string, string> => ({
  Authorization: `Bearer ${typeof client === "object" ? client.welcome.you.token : client}`,
});

/** The error code of an answer; undefined if it succeeded. */
export const codeOf = (answer: object): string | undefined =>
  (answer as { error?: { code: string } }).error?.code;

/** What an answer with this error code matches. */
export const failure = (code: string) => ({ ok: false, error: { code } });
