/** Error answers: an HTML page for a person, JSON for a program. */
import type { NotFoundHandler } from "hono";
import { accepts } from "hono/accepts";
import { html } from "hono/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type ConfigurationProblem, describeProblems } from "../../config/configuration.ts";
import { logError } from "../../platform/log.ts";
import { requestIdOf } from "../../platform/request-id.ts";
import { NoAnswer, OutcomeUnknown } from "../../platform/with-timeout.ts";
import { type ErrorCode, type Failure, failure, HTTP_STATUS } from "../../shared/contract/errors.ts";
import { directionOf, type Language } from "../../shared/language.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import type { ServerWords } from "../pages/i18n/en.ts";
import { WORDS } from "../pages/i18n/index.ts";
import { languageOf } from "../pages/page-language.ts";
import { isFramedRoom } from "./embedding.ts";

/**
 * Answers with an error: for `Accept: text/html` with a page in the reader's language, else with the body that a Socket.IO
 * acknowledgement would have. Without a decisive `Accept`, pages answer in HTML and everything else in JSON.
 *
 * @param message for the body; the page has the text for the status
 * @param retryAfter in milliseconds
 */
export function sendError(
  c: AppContext,
  code: ErrorCode,
  message: string,
  status: ContentfulStatusCode = HTTP_STATUS[code],
  retryAfter?: number,
): Response | Promise<Response> {
  c.header("Cache-Control", "no-store");
  if (!wantsHtml(c)) return c.json(failure(code, message, retryAfter), status);
  const language = languageOf(c);
  // A frame of another site does not show the front page.
  const link = isFramedRoom(c)
    ? undefined
    : html`<a class="button" href="/">${WORDS[language].frontPage}</a>`;
  return c.html(errorPage(language, textsFor(language, status), link), status);
}

/** Answers with the failure of a room or of a check. */
export function sendFailure(c: AppContext, { error }: Failure): Response | Promise<Response> {
  const { code, message, retryAfter, siteKey } = error;
  // In seconds (RFC 9110, 10.2.3).
  if (retryAfter !== undefined) c.header("Retry-After", String(Math.ceil(retryAfter / 1_000)));
  if (siteKey !== undefined)
    return c.json({ ok: false, error }, HTTP_STATUS[code], { "Cache-Control": "no-store" });
  return sendError(c, code, message, HTTP_STATUS[code], retryAfter);
}

/** Answers that variables of the deployment are wrong, and which, for the operator. */
export function sendMisconfigured(
  c: AppContext,
  problems: readonly ConfigurationProblem[],
): Response | Promise<Response> {
  const text = describeProblems(problems);
  c.header("Cache-Control", "no-store");
  if (!wantsHtml(c)) return c.json(failure("internal", `This server is not set up correctly. ${text}`), 500);
  const language = languageOf(c);
  const details = html`<pre dir="ltr" lang="en">${text}</pre>`;
  return c.html(errorPage(language, WORDS[language].misconfiguration, details), 500);
}

/** For a path without a route: a static file, or the error `not_found`. */
export const notFound: NotFoundHandler<AppEnv> = async (c) => {
  const file = await staticFile(c);
  return (
    file ??
    sendError(c, "not_found", "There is nothing at this address. Rooms are at /rooms/ and their name.")
  );
};

/** For an error that no route expected. Its message is not sent. */
export function onError(error: Error, c: AppContext): Response | Promise<Response> {
  const request = requestIdOf(c.req.raw.headers);
  const logged = error instanceof OutcomeUnknown ? error.cause : error;
  logError("http.error", logged, { method: c.req.method, route: c.req.path.split("/")[1], request });
  return sendError(c, "internal", messageOf(error));
}

function messageOf(error: Error): string {
  if (error instanceof OutcomeUnknown)
    return "A part of the server failed or did not answer in time. It is not known whether this was done: look before you try again.";
  const problem =
    error instanceof NoAnswer ? "A part of the server did not answer in time." : "The server failed.";
  return `${problem} Try again in a moment.`;
}

/** For a path with a route, but not for this method. */
export function methodNotAllowed(c: AppContext, methods: string[]): Response | Promise<Response> {
  c.header("Allow", methods.join(", "));
  return sendError(c, "invalid", `This address answers ${methods.join(" and ")} only.`, 405);
}

async function staticFile(c: AppContext): Promise<Response | undefined> {
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  // Pages have routes of their own, which create sessions.
  if (!isRead || c.req.path.endsWith(".html")) return undefined;
  const response = await c.env.ASSETS.fetch(c.req.raw);
  return response.ok || response.status === 304 ? new Response(response.body, response) : undefined;
}

function wantsHtml(c: AppContext): boolean {
  const type = accepts(c, {
    header: "Accept",
    supports: ["text/html", "application/json"],
    default: isApi(c.req.path) ? "application/json" : "text/html",
  });
  return type === "text/html";
}

const isApi = (path: string): boolean =>
  path.startsWith("/api/") || /^\/rooms\/[^/]*\/(?:socket\.io|files)\b/.test(path);

type ErrorTexts = ServerWords["misconfiguration"];

const textsFor = (language: Language, status: number): ErrorTexts => {
  const texts: Readonly<Record<number, ErrorTexts>> = WORDS[language].errors;
  return texts[status] ?? WORDS[language].errors[500];
};

/** @param more what is below the text */
function errorPage(language: Language, { title, text }: ErrorTexts, more?: ReturnType<typeof html>) {
  return html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
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
      <p>${text}</p>
      ${more}
    </main>
  </body>
</html>`;
}
