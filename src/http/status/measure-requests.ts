/** Counts requests and their duration, around the whole worker: the answer itself is not touched. */
import type { Env } from "../../env.ts";
import { count, isCounting, observe } from "../../platform/metrics.ts";

type Fetch = (request: Request, env: Env, ctx: ExecutionContext) => Response | Promise<Response>;

/** Kinds of requests by their path, the first that fits. Static files do not reach the worker. */
const KINDS: readonly (readonly [kind: string, path: RegExp])[] = [
  ["socket.io", /^\/rooms\/[^/]*\/socket\.io/],
  ["file", /^\/rooms\/[^/]*\/files/],
  ["room", /^\/rooms\//],
  ["api", /^\/api\//],
];

/** The handler of the worker, with its requests counted where metrics are collected. */
export function measured(fetch: Fetch): Fetch {
  return (request, env, ctx) => {
    const answer = () => fetch(request, env, ctx);
    return isCounting() ? counted(request, answer) : answer();
  };
}

async function counted({ url }: Request, answer: () => Response | Promise<Response>): Promise<Response> {
  const start = Date.now();
  const response = await answer();
  const kind = kindOf(url);
  count("http_requests_total", { kind, status: String(response.status) });
  observe("http_request_seconds", (Date.now() - start) / 1_000, { kind });
  return response;
}

function kindOf(url: string): string {
  const path = url.slice(url.indexOf("/", url.indexOf("://") + 3));
  return KINDS.find(([, pattern]) => pattern.test(path))?.[0] ?? "page";
}
