/** Everything that can go wrong with a request, told in HTML to a person and in JSON to a program. */
import type { NotFoundHandler } from "hono";
import { accepts } from "hono/accepts";
import { html } from "hono/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { logError } from "../log.ts";
import { type ErrorCode, failure, HTTP_STATUS } from "../protocol/errors.ts";
import { requestIdOf } from "../request-id.ts";
import type { AppContext, AppEnv } from "./app-env.ts";

/** The heading of an error page. */
const TITLES: Partial<Record<ContentfulStatusCode, string>> = {
  400: "That address does not work",
  403: "Not allowed",
  404: "There is nothing here",
  405: "That cannot be done here",
  413: "That is too much",
  429: "Not so fast",
  431: "That is too much",
  500: "Something went wrong",
};

/**
 * The answer to a request that is refused: a page for `Accept: text/html`, for others the body that a Socket.IO
 * acknowledgement would have. Where `Accept` does not decide, pages answer
 * in HTML, and everything that programs talk to in JSON.
 */
export function problem(
  c: AppContext,
  code: ErrorCode,
  message: string,
  status: ContentfulStatusCode = HTTP_STATUS[code],
): Response | Promise<Response> {
  const body = failure(code, message);
  c.header("Cache-Control", "no-store");
  return wantsHtml(c) ? c.html(errorPage(TITLES[status] ?? "Error", message), status) : c.json(body, status);
}

/** No route, and no static file either. */
export const notFound: NotFoundHandler<AppEnv> = async (c) => {
  const file = await staticFile(c);
  return file ?? problem(c, "not_found", "This address leads nowhere. Rooms are at /rooms/ and their name.");
};

/** An error that no route expected. Its message stays here. */
export function onError(error: Error, c: AppContext): Response | Promise<Response> {
  const request = requestIdOf(c.req.raw.headers);
  logError("http.error", error, { method: c.req.method, route: c.req.path.split("/")[1], request });
  return problem(c, "internal", "It is our fault, not yours. Try again in a moment.");
}

/** A route, but not for this method. */
export function methodNotAllowed(c: AppContext, methods: string[]): Response | Promise<Response> {
  c.header("Allow", methods.join(", "));
  return problem(c, "invalid", `This address answers ${methods.join(" and ")} only.`, 405);
}

async function staticFile(c: AppContext): Promise<Response | undefined> {
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  // Pages have routes of their own, which give their visitor a session.
  if (!isRead || c.req.path.endsWith(".html")) return undefined;
  const response = await c.env.ASSETS.fetch(c.req.raw);
  return response.ok || response.status === 304 ? new Response(response.body, response) : undefined;
}

function wantsHtml(c: AppContext): boolean {
  const type = accepts(c, {
    header: "Accept",
    supports: ["text/html", "application/json"],
    default: isForPrograms(c.req.path) ? "application/json" : "text/html",
  });
  return type === "text/html";
}

const isForPrograms = (path: string): boolean => path.startsWith("/api/") || path.includes("/socket.io");

function errorPage(title: string, message: string) {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} - Socket Rocket</title>
    <link rel="icon" href="/icons/rocket.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/style.css">
  </head>
  <body>
    <main class="state">
      <h1>${title}</h1>
      <p>${message}</p>
      <a class="button" href="/">Go to the front page</a>
    </main>
  </body>
</html>`;
}
