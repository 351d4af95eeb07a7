/** Everything that can go wrong with a request, told in HTML to a person and in JSON to a program. */
import type { NotFoundHandler } from "hono";
import { accepts } from "hono/accepts";
import { html } from "hono/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type ConfigurationProblem, describeProblems } from "../../config/configuration.ts";
import { logError } from "../../platform/log.ts";
import { requestIdOf } from "../../platform/request-id.ts";
import { type ErrorCode, type Failure, failure, HTTP_STATUS } from "../../shared/contract/errors.ts";
import { directionOf, type Language } from "../../shared/language.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import type { ServerWords } from "../pages/i18n/en.ts";
import { WORDS } from "../pages/i18n/index.ts";
import { languageOf } from "../pages/page-language.ts";

/**
 * The answer to a request that is refused: for `Accept: text/html` a page in the reader's language, for others the body
 * that a Socket.IO acknowledgement would have. Where `Accept` does not decide, pages answer in HTML, and everything that
 * programs talk to in JSON.
 *
 * @param message for the body; the page says what goes with the status
 */
export function problem(
  c: AppContext,
  code: ErrorCode,
  message: string,
  status: ContentfulStatusCode = HTTP_STATUS[code],
  retryAfter?: number,
): Response | Promise<Response> {
  const body = failure(code, message, retryAfter);
  c.header("Cache-Control", "no-store");
  const language = languageOf(c);
  return wantsHtml(c)
    ? c.html(errorPage(language, wordsFor(language, status)), status)
    : c.json(body, status);
}

/** A variable of the deployment is wrong: which one, for the person who set it. */
export function misconfiguration(
  c: AppContext,
  problems: readonly ConfigurationProblem[],
): Response | Promise<Response> {
  const text = describeProblems(problems);
  c.header("Cache-Control", "no-store");
  if (!wantsHtml(c)) return c.json(failure("internal", `This server is not set up correctly. ${text}`), 500);
  const language = languageOf(c);
  return c.html(errorPage(language, WORDS[language].misconfiguration, text), 500);
}

/** The same for a failure that a room, or a check, gave. `Retry-After` says in seconds what `retryAfter` says. */
export function refused(c: AppContext, { error }: Failure): Response | Promise<Response> {
  const { code, message, retryAfter } = error;
  if (retryAfter !== undefined) c.header("Retry-After", String(Math.ceil(retryAfter / 1_000)));
  return problem(c, code, message, HTTP_STATUS[code], retryAfter);
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

const isForPrograms = (path: string): boolean =>
  path.startsWith("/api/") || /^\/rooms\/[^/]*\/(?:socket\.io|files)\b/.test(path);

/** A status without words of its own is a fault of ours. */
const isExplained = (status: number): status is keyof (typeof WORDS)["en"]["errors"] =>
  status in WORDS.en.errors;

const wordsFor = (language: Language, status: number): ErrorWords =>
  WORDS[language].errors[isExplained(status) ? status : 500];

type ErrorWords = ServerWords["misconfiguration"];

/** @param details lines for the operator, in English */
function errorPage(language: Language, { title, text }: ErrorWords, details?: string) {
  const { frontPage } = WORDS[language];
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
      ${details === undefined ? html`<a class="button" href="/">${frontPage}</a>` : html`<pre dir="ltr" lang="en">${details}</pre>`}
    </main>
  </body>
</html>`;
}
