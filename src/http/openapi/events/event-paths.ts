/** Operations of the events of a room by HTTP, from the table of their endpoints and the schemas of the events. */
import * as v from "valibot";
import type { ErrorCode } from "../../../shared/contract/errors.ts";
import type { Limits } from "../../../shared/limits.ts";
import { schemasFor } from "../../../shared/validation/schemas.ts";
import { type BoundEndpoint, endpoints, parametersOf, sourceOf } from "../../rooms/event-endpoints.ts";
import { jsonSchema, queryParameters } from "../json-schema.ts";
import { AUTHENTICATED, describe, type Paths, ROOM_PARAMETER } from "../operation.ts";
import { type ApiSchemas, answer } from "../schemas.ts";
import { eventResults, PAYLOADS } from "./event-schemas.ts";

/** Codes that any of these operations can answer with. */
const ERRORS: readonly ErrorCode[] = [
  "invalid",
  "too_large",
  "unauthorized",
  "forbidden",
  "banned",
  "muted",
  "locked",
  "verification_required",
  "not_found",
  "rate_limited",
];

export function eventPaths(schemas: ApiSchemas, limits: Limits): Paths {
  const results = eventResults(schemas);
  const paths: Record<string, Record<string, object>> = {
    "/api/rooms/{room}": { get: overview(schemas) },
    "/api/rooms/{room}/members/{id}/messages": { get: ownMessages(schemas) },
  };
  for (const endpoint of endpoints()) {
    const path = `/api/rooms/{room}${endpoint.path.replace(/:(\w+)/g, "{$1}")}`;
    const result = answer(results[endpoint.event].entries);
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint, result) };
  }
  for (const operations of Object.values(paths)) operations.parameters = [ROOM_PARAMETER] as object;
  return paths;

  function operation(endpoint: BoundEndpoint, result: v.GenericSchema): object {
    const { event, method, operationId, summary, fixed = {}, status = 200 } = endpoint;
    const payload = schemasFor(limits)[PAYLOADS[event]] as v.ObjectSchema<v.ObjectEntries, undefined>;
    const inPath = parametersOf(endpoint);
    const source = sourceOf(endpoint);
    const isElsewhere = (name: string): boolean => inPath.includes(name) || name in fixed;
    const rest = Object.fromEntries(Object.entries(payload.entries).filter(([name]) => !isElsewhere(name)));
    return describe(
      {
        operationId,
        summary,
        description: `As the event \`${event}\` of Socket.IO.`,
        security: AUTHENTICATED,
        parameters: [
          ...inPath.map((name) => ({
            name,
            in: "path",
            required: true,
            schema: jsonSchema(payload.entries[name] as v.GenericSchema, schemas),
          })),
          ...(source === "query" ? queryParameters(payload).map(asList) : []),
        ],
        ...(source === "body" && { requestBody: v.object(rest) }),
        responses: { [status]: [method === "GET" ? "What was asked for." : "It is done.", result] },
        errors: ERRORS,
        isOfRoom: true,
      },
      schemas,
    );
  }
}

/** A list in a query is separated by commas. */
const asList = (parameter: object): object =>
  JSON.stringify(parameter).includes('"type":"array"')
    ? { ...parameter, style: "form", explode: false }
    : parameter;

const ownMessages = (schemas: ApiSchemas): object =>
  describe(
    {
      operationId: "listOwnMessages",
      summary: "The messages of one person: your own, or as the owner those of anyone",
      description: "What is stored of a person in this room. A page may have few messages or none.",
      security: AUTHENTICATED,
      parameters: [
        { name: "id", in: "path", required: true, schema: { type: "string" } },
        {
          name: "after",
          in: "query",
          description: "`next` of the page before.",
          schema: { type: "integer", minimum: 0 },
        },
      ],
      responses: {
        200: [
          "A page, ascending.",
          answer({
            messages: v.array(schemas.Message),
            next: v.optional(
              v.pipe(v.number(), v.integer(), v.description("For the next page; missing at the end.")),
            ),
          }),
        ],
      },
      errors: ["invalid", "unauthorized", "forbidden", "banned", "locked", "not_found", "rate_limited"],
      isOfRoom: true,
    },
    schemas,
  );

const overview = (schemas: ApiSchemas): object =>
  describe(
    {
      operationId: "getRoom",
      summary: "The room's settings, and the numbers of its newest message and change",
      description: "A private room is read by people who were admitted.",
      security: [...AUTHENTICATED, {}],
      responses: {
        200: [
          "The room.",
          answer({
            room: v.pipe(v.string(), v.description("The canonical name.")),
            settings: schemas.RoomSettings,
            lastSeq: v.pipe(v.number(), v.integer(), v.minValue(0)),
            rev: v.pipe(v.number(), v.integer(), v.minValue(0)),
          }),
        ],
      },
      errors: ["invalid", "unauthorized", "forbidden", "banned", "not_found", "rate_limited"],
      isOfRoom: true,
    },
    schemas,
  );
