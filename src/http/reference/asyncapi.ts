/** The AsyncAPI document of a room's events, from the schemas that check them. */
import { Hono } from "hono";
import * as v from "valibot";
import { EVENTS_VERSION } from "../../shared/contract/version.ts";
import { type Limits, limitsFrom } from "../../shared/limits.ts";
import { ROOM_NAME_LENGTH } from "../../shared/room-name.ts";
import { schemasFor } from "../../shared/validation/schemas.ts";
import type { AppEnv } from "../app-env.ts";
import { eventResults, PAYLOADS, serverEvents } from "../openapi/events/event-schemas.ts";
import { jsonSchema, namedSchemas } from "../openapi/json-schema.ts";
import { answer, apiSchemasFor } from "../openapi/schemas.ts";
import { EVENT_EXAMPLES, SERVER_EVENT_SUMMARIES } from "./event-examples.ts";
import { javascriptSample, pythonSample } from "./samples.ts";

/** `GET /api/asyncapi.json` (AsyncAPI 3.0). */
export const asyncapi = new Hono<AppEnv>().get("/api/asyncapi.json", (c) =>
  c.json(describeEvents(limitsFrom(c.env), new URL(c.req.url).host), 200, {
    "Cache-Control": "public, max-age=300",
  }),
);

/** The keywords of draft 7 of JSON Schema, which AsyncAPI 3.0 uses. */
const TARGET = "draft-07";

/** An event, as the document has it. */
export interface MessageDocument {
  name: string;
  summary: string;
  payload: object;
  examples?: readonly object[];
}

export interface EventsDocument {
  components: { messages: Record<string, MessageDocument>; schemas: Readonly<Record<string, object>> };
  [part: string]: unknown;
}

/** @param limits those of the deployment @param host of the deployment */
export function describeEvents(limits: Limits, host: string): EventsDocument {
  const api = apiSchemasFor(limits);
  const schemas = schemasFor(limits);
  const results = eventResults(api);
  const convert = (schema: v.GenericSchema): object => jsonSchema(schema, api, TARGET);
  const messages: Record<string, MessageDocument> = {};
  const operations: Record<string, object> = {};
  for (const [name, { summary, payload, isOwners }] of Object.entries(EVENT_EXAMPLES)) {
    const event = name as keyof typeof EVENT_EXAMPLES;
    messages[name] = {
      name,
      summary: isOwners ? `${summary}. For the owner` : summary,
      payload: convert(schemas[PAYLOADS[event]]),
      examples: [{ name: "example", payload }],
    };
    messages[`${name}.ack`] = {
      name: `${name}.ack`,
      summary: `The acknowledgement of ${name}`,
      payload: convert(v.union([answer(results[event].entries), api.Error])),
    };
    operations[name] = {
      action: "receive",
      channel: CHANNEL,
      summary,
      messages: [inChannel(name)],
      reply: { channel: CHANNEL, messages: [inChannel(`${name}.ack`)] },
      "x-samples": { javascript: javascriptSample(name, payload), python: pythonSample(name, payload) },
    };
  }
  for (const [name, args] of Object.entries(serverEvents(api))) {
    const event = name as keyof typeof SERVER_EVENT_SUMMARIES;
    const [only, ...others] = args.map(convert);
    messages[`server.${name}`] = {
      name,
      summary: SERVER_EVENT_SUMMARIES[event],
      payload:
        others.length === 0
          ? (only as object)
          : { type: "array", items: [only, ...others], minItems: 1, additionalItems: false },
    };
    operations[`server.${name}`] = {
      action: "send",
      channel: CHANNEL,
      summary: SERVER_EVENT_SUMMARIES[event],
      messages: [inChannel(`server.${name}`)],
    };
  }
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Socket Rocket",
      version: String(EVENTS_VERSION),
      description: DESCRIPTION,
      license: { name: "MIT" },
    },
    defaultContentType: "application/json",
    servers: {
      rooms: { host, protocol: "wss", description: "Socket.IO 4, over WebSocket or long-polling." },
    },
    channels: {
      room: {
        address: "/rooms/{room}/socket.io/",
        description: "The connection to a room. `auth` of the client is `Auth` of the contract.",
        parameters: {
          room: { description: `The room's canonical name, at most ${ROOM_NAME_LENGTH} characters.` },
        },
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${pointer(name)}` }]),
        ),
      },
    },
    operations,
    components: { messages, schemas: namedSchemas(api, TARGET) },
  };
}

const CHANNEL = { $ref: "#/channels/room" };

const inChannel = (name: string) => ({ $ref: `#/channels/room/messages/${pointer(name)}` });

/** A name in a JSON Pointer (RFC 6901). */
const pointer = (name: string): string => name.replace(/~/g, "~0").replace(/\//g, "~1");

const DESCRIPTION =
  "The events of a room, over Socket.IO. Operations are described from the side of the server: it receives what a client emits, and replies with the acknowledgement. The payload of a message is the argument of the event, or an array of them where there are several. Every request may be repeated. What the events do without a connection is in `/api/openapi.json`.";
