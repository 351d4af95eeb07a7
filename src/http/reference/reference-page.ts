/** `GET /api`: the reference of the HTTP API and of the events, rendered from their documents. It has no script. */
import { Hono } from "hono";
import { html } from "hono/html";
import { limitsFrom } from "../../shared/limits.ts";
import type { AppEnv } from "../app-env.ts";
import { describeApi } from "../openapi/document.ts";
import { describeEvents } from "./asyncapi.ts";
import { EVENT_EXAMPLES, SERVER_EVENT_SUMMARIES } from "./event-examples.ts";
import { type Html, prose, renderSchema, schemaId } from "./render-schema.ts";
import { JAVASCRIPT_SETUP, javascriptSample, PYTHON_SETUP, pythonSample } from "./samples.ts";

export const reference = new Hono<AppEnv>().get("/api", (c) => {
  const limits = limitsFrom(c.env);
  const { host } = new URL(c.req.url);
  return c.html(renderPage(describeApi(limits), describeEvents(limits, host)), 200, {
    "Cache-Control": "public, max-age=300",
  });
});

interface OperationDocument {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema: object;
  }[];
  requestBody?: Body;
  responses: Readonly<Record<string, { description: string } & Partial<Body>>>;
}

interface Body {
  content: Readonly<Record<string, { schema: object }>>;
}

type Api = ReturnType<typeof describeApi>;
type Events = ReturnType<typeof describeEvents>;

const METHODS = ["get", "post", "put", "patch", "delete"];

function operationsOf({ paths }: Api): { method: string; path: string; operation: OperationDocument }[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({ method, path, operation: operation as OperationDocument })),
  );
}

function renderPage(api: Api, events: Events): Html {
  const operations = operationsOf(api);
  const { schemas } = (api as unknown as { components: { schemas: Record<string, object> } }).components;
  const clientEvents = Object.keys(EVENT_EXAMPLES) as (keyof typeof EVENT_EXAMPLES)[];
  const serverEvents = Object.keys(SERVER_EVENT_SUMMARIES);
  return html`<!doctype html>
<html lang="en" dir="ltr">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>API reference - Socket Rocket</title>
    <link rel="icon" href="/icons/rocket.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/reference.css">
  </head>
  <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header>
      <p><a href="/">Socket Rocket</a></p>
      <h1>API reference</h1>
      <p>For programs: <a href="/api/openapi.json">OpenAPI document of the HTTP API</a>, <a href="/api/asyncapi.json">AsyncAPI document of the events</a>.</p>
    </header>
    <nav aria-label="Contents">
      <ul>
        <li><a href="#http">HTTP API</a>${listOf(operations.map(({ method, path, operation }) => [operation.operationId, `${method.toUpperCase()} ${path}`]))}</li>
        <li><a href="#events">Events that you send</a>${listOf(clientEvents.map((name) => [`event-${name}`, name]))}</li>
        <li><a href="#server-events">Events of the server</a>${listOf(serverEvents.map((name) => [`server-${name}`, name]))}</li>
        <li><a href="#schemas">Schemas</a>${listOf(Object.keys(schemas).map((name) => [schemaId(name), name]))}</li>
      </ul>
    </nav>
    <main id="content" tabindex="-1">
      <section aria-labelledby="http">
        <h2 id="http">HTTP API</h2>
        <p>Send <code>Authorization: Bearer</code> and the token of a bot, of a session (<code>welcome.you.token</code>) or of your issuer. Every answer is <code>{ ok: true, … }</code> or <code>{ ok: false, error: { code, message } }</code>.</p>
        ${operations.map(renderOperation)}
      </section>
      <section aria-labelledby="events">
        <h2 id="events">Events that you send</h2>
        <p>Over <a href="https://socket.io/docs/v4/">Socket.IO</a>, by any client. Each event is acknowledged, and may be repeated.</p>
        <article id="connect"><h3>Connect</h3>${samples(JAVASCRIPT_SETUP, PYTHON_SETUP)}</article>
        ${clientEvents.map((name) => renderEvent(name, events))}
      </section>
      <section aria-labelledby="server-events">
        <h2 id="server-events">Events of the server</h2>
        ${serverEvents.map((name) => {
          const { summary, payload } = events.components.messages[
            `server.${name}`
          ] as Events["components"]["messages"][string];
          return html`<article id="server-${name}"><h3><code>${name}</code></h3><p>${summary}.</p>${renderSchema(payload)}</article>`;
        })}
      </section>
      <section aria-labelledby="schemas">
        <h2 id="schemas">Schemas</h2>
        ${Object.entries(schemas).map(
          ([name, schema]) =>
            html`<article id="${schemaId(name)}"><h3><code>${name}</code></h3>${renderSchema(schema)}</article>`,
        )}
      </section>
    </main>
  </body>
</html>`;
}

const listOf = (entries: readonly (readonly [id: string, text: string])[]): Html =>
  html`<details><summary>Show all</summary><ul>${entries.map(([id, text]) => html`<li><a href="#${id}">${text}</a></li>`)}</ul></details>`;

function renderOperation({ method, path, operation }: ReturnType<typeof operationsOf>[number]): Html {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  return html`<article id="${operationId}">
  <h3><code>${method.toUpperCase()} ${path}</code></h3>
  <p>${summary}.</p>
  ${description && html`<p>${prose(description)}</p>`}
  ${
    parameters.length > 0 &&
    html`<h4>Parameters</h4><ul class="fields">${parameters.map(
      ({ name, in: place, required, description: text, schema }) =>
        html`<li><code>${name}</code> in the ${place}${required ? "" : html` <span class="optional">optional</span>`} ${renderSchema(schema)} ${prose(text ?? "")}</li>`,
    )}</ul>`
  }
  ${requestBody && html`<h4>Body</h4>${renderBody(requestBody)}`}
  <h4>Answers</h4>
  <ul class="fields">${Object.entries(responses).map(
    ([status, { description: text, content }]) =>
      html`<li><code>${status}</code> ${prose(text)}${content && Number(status) < 300 ? html` ${renderBody({ content })}` : ""}</li>`,
  )}</ul>
</article>`;
}

const renderBody = ({ content }: Body): Html =>
  html`${Object.entries(content).map(([type, { schema }]) => html`<span class="media">${type}</span> ${renderSchema(schema)}`)}`;

function renderEvent(name: keyof typeof EVENT_EXAMPLES, { components }: Events): Html {
  const event = components.messages[name];
  const acknowledgement = components.messages[`${name}.ack`];
  const { payload } = EVENT_EXAMPLES[name];
  return html`<article id="event-${name}">
  <h3><code>${name}</code></h3>
  <p>${event?.summary}.</p>
  <h4>Payload</h4>${renderSchema(event?.payload ?? {})}
  <h4>Acknowledgement</h4>${renderSchema(acknowledgement?.payload ?? {})}
  ${samples(javascriptSample(name, payload), pythonSample(name, payload))}
</article>`;
}

const samples = (javascript: string, python: string): Html =>
  html`<h4>JavaScript</h4><pre><code>${javascript}</code></pre><h4>Python</h4><pre><code>${python}</code></pre>`;
