/**
 * One HTTP exchange: the request in Socket.IO's shape, and the headers that its answer will carry. Middlewares made for
 * Node (`cors`, and whatever is passed to `io.engine.use`) run on it through a stand-in for Node's response.
 */

import type { IncomingRequest } from "./request.ts";
import { EngineResponse } from "./response.ts";

/** A Connect-style middleware, as `io.engine.use` takes them. */
export type EngineMiddleware = (
  req: IncomingRequest,
  res: EngineResponse,
  next: (error?: unknown) => void,
) => unknown;

/** A request under way. */
export interface Exchange {
  readonly request: Request;
  readonly req: IncomingRequest;
  /** What every answer to it carries. */
  readonly headers: Headers;
}

/** Statuses whose responses have no body. */
const WITHOUT_BODY = new Set([101, 204, 205, 304]);

/** The middlewares' way through one exchange: before it, and, on the answer, after it. */
export class MiddlewareRun {
  readonly #res: EngineResponse;
  readonly #answer: Promise<Response>;
  /** The WebSocket that the answer hands over. */
  #webSocket: WebSocket | null = null;

  constructor(private readonly req: IncomingRequest) {
    let answered = (_: Response): void => {};
    this.#answer = new Promise((resolve) => {
      answered = resolve;
    });
    this.#res = new EngineResponse(req, ({ status, headers, body }) => {
      headers.delete("Content-Length");
      const encoded = headers.has("Content-Encoding");
      answered(
        new Response(WITHOUT_BODY.has(status) ? null : body, {
          status,
          headers,
          webSocket: this.#webSocket,
          // Its body is encoded already: the runtime must not do it again.
          ...(encoded && { encodeBody: "manual" as const }),
        }),
      );
    });
  }

  /**
   * Runs the middlewares in order.
   *
   * @returns the answer, if one of them gave it; otherwise `undefined`.
   * @throws what a middleware passed to `next`, or threw.
   */
  async before(
    middlewares: readonly EngineMiddleware[],
    threw: (error: unknown) => void,
  ): Promise<Response | undefined> {
    for (const middleware of middlewares) {
      const passed = new Promise<undefined>((resolve, reject) => {
        const next = (error?: unknown): void => (error ? reject(error) : resolve(undefined));
        Promise.resolve()
          .then(() => middleware(this.req, this.#res, next))
          .catch((error: unknown) => {
            threw(error);
            reject(error);
          });
      });
      const answer = await Promise.race([passed, this.#answer]);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  /** Sends an answer through what the middlewares made of the response: they may add headers, and change the body. */
  async after(response: Response): Promise<Response> {
    this.#webSocket = response.webSocket;
    for (const [name, value] of response.headers) {
      if (name === "set-cookie") this.#res.appendHeader(name, value);
      else this.#res.setHeader(name, value);
    }
    this.#res.writeHead(response.status);
    // A WebSocket has no body to wait for: on Node, too, its response is never ended.
    if (response.webSocket !== null) EngineResponse.prototype.end.call(this.#res);
    else this.#res.end(await response.text());
    return this.#answer;
  }
}
