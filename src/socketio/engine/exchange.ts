/**
 * One HTTP exchange: the request in Socket.IO's shape, and the headers that its answer will carry. Middlewares made for
 * Node (`cors`, and whatever is passed to `io.engine.use`) run on it through a small stand-in for Node's response.
 */

import type { IncomingRequest } from "./request.ts";

/** A Connect-style middleware, as `io.engine.use` takes them. */
export type EngineMiddleware = (
  req: IncomingRequest,
  res: ResponseLike,
  next: (error?: unknown) => void,
) => unknown;

/** The part of Node's ServerResponse that header-setting middlewares use. */
export interface ResponseLike {
  statusCode: number;
  readonly headersSent: boolean;
  getHeader(name: string): string | undefined;
  setHeader(name: string, value: string | number | readonly string[]): unknown;
  removeHeader(name: string): void;
  writeHead(status: number, headers?: Record<string, string>): ResponseLike;
  end(body?: string): void;
}

/** A request under way. */
export interface Exchange {
  readonly request: Request;
  readonly req: IncomingRequest;
  /** What every answer to it carries. */
  readonly headers: Headers;
}

/**
 * Runs the middlewares in order.
 *
 * @returns the answer, if one of them gave it; otherwise `undefined`.
 * @throws what a middleware passed to `next`, or threw.
 */
export async function runMiddlewares(
  middlewares: readonly EngineMiddleware[],
  { req, headers }: Exchange,
): Promise<Response | undefined> {
  for (const middleware of middlewares) {
    const answer = await new Promise<Response | undefined>((resolve, reject) => {
      const res = responseLike(headers, resolve);
      const next = (error?: unknown): void => (error ? reject(error) : resolve(undefined));
      Promise.resolve()
        .then(() => middleware(req, res, next))
        .catch(reject);
    });
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function responseLike(headers: Headers, answered: (response: Response) => void): ResponseLike {
  let sent = false;
  const res: ResponseLike = {
    statusCode: 200,
    get headersSent() {
      return sent;
    },
    getHeader: (name) => headers.get(name) ?? undefined,
    setHeader: (name, value) => {
      setHeader(headers, name, value);
      return res;
    },
    removeHeader: (name) => headers.delete(name),
    writeHead: (status, more = {}) => {
      res.statusCode = status;
      for (const [name, value] of Object.entries(more)) setHeader(headers, name, value);
      return res;
    },
    end: (body) => {
      sent = true;
      headers.delete("Content-Length");
      const empty = res.statusCode === 204 || res.statusCode === 304;
      answered(new Response(empty ? null : (body ?? ""), { status: res.statusCode, headers }));
    },
  };
  return res;
}

/** Sets one header from the forms that Node accepts. */
export function setHeader(headers: Headers, name: string, value: string | number | readonly string[]): void {
  if (typeof value === "string" || typeof value === "number") {
    headers.set(name, String(value));
    return;
  }
  headers.delete(name);
  for (const one of value) headers.append(name, one);
}
