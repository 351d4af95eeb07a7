/**
 * Connect-style middlewares (`io.engine.use`) on a Fetch API request and response.
 *
 * Middlewares written for Node, such as `cors`, run here on objects with the shape of Node's request and response.
 */

import { type IncomingRequest, readRequest } from "./request.ts";
import { EngineResponse } from "./response.ts";

/** A Connect-style middleware, as `io.engine.use` takes it. */
export type EngineMiddleware = (
  req: IncomingRequest,
  res: EngineResponse,
  next: (error?: unknown) => void,
) => unknown;

/** One HTTP request and what its response will carry. */
export class Exchange {
  readonly req: IncomingRequest;
  #headers: Headers | undefined;

  constructor(readonly request: Request) {
    this.req = readRequest(request);
  }

  /** Headers of every response to this request. Made when they are needed: most upgrades have none. */
  get headers(): Headers {
    this.#headers ??= new Headers();
    return this.#headers;
  }

  /** The same; `undefined` if there are none. */
  get headersIfAny(): Headers | undefined {
    return this.#headers;
  }
}

/** Statuses whose responses have no body. */
const STATUSES_WITHOUT_BODY = new Set([101, 204, 205, 304]);

/** Runs the middlewares on one request, and on its response. */
export class MiddlewareRun {
  readonly #res: EngineResponse;
  readonly #response: Promise<Response>;
  /** The WebSocket of a response with status 101. */
  #webSocket: WebSocket | null = null;

  constructor(private readonly req: IncomingRequest) {
    let resolveResponse = (_: Response): void => {};
    this.#response = new Promise((resolve) => {
      resolveResponse = resolve;
    });
    this.#res = new EngineResponse(req, ({ status, headers, body }) => {
      headers.delete("Content-Length");
      const encoded = headers.has("Content-Encoding");
      resolveResponse(
        new Response(STATUSES_WITHOUT_BODY.has(status) ? null : body, {
          status,
          headers,
          webSocket: this.#webSocket,
          // A middleware has encoded the body, so the runtime must not encode it again.
          encodeBody: encoded ? "manual" : "automatic",
        }),
      );
    });
  }

  /**
   * Runs the middlewares in order.
   *
   * @param onError is called with what a middleware threw
   * @returns the response, if a middleware ended it; otherwise `undefined`
   * @throws what a middleware passed to `next`, or threw
   */
  async handleRequest(
    middlewares: readonly EngineMiddleware[],
    onError: (error: unknown) => void,
  ): Promise<Response | undefined> {
    for (const middleware of middlewares) {
      const passed = new Promise<undefined>((resolve, reject) => {
        const next = (error?: unknown): void => (error ? reject(error) : resolve(undefined));
        Promise.resolve()
          .then(() => middleware(this.req, this.#res, next))
          .catch((error: unknown) => {
            onError(error);
            reject(error);
          });
      });
      const response = await Promise.race([passed, this.#response]);
      if (response !== undefined) return response;
    }
    return undefined;
  }

  /** Passes a response through the middlewares, which may have added headers or may change the body. */
  async handleResponse(response: Response): Promise<Response> {
    this.#webSocket = response.webSocket;
    for (const [name, value] of response.headers) {
      if (name === "set-cookie") this.#res.appendHeader(name, value);
      else this.#res.setHeader(name, value);
    }
    this.#res.writeHead(response.status);
    // An upgrade has no body. On Node its response is not ended either, so replacements of `end` do not run.
    if (response.webSocket !== null) EngineResponse.prototype.end.call(this.#res);
    else this.#res.end(await response.text());
    return this.#response;
  }
}
