/** An operation of the HTTP API, from the schemas of what it takes and answers and the codes of its errors. */
import type * as v from "valibot";
import { type ErrorCode, HTTP_STATUS } from "../../shared/contract/errors.ts";
import { ROOM_NAME_LENGTH } from "../../shared/room-name.ts";
import { type Definitions, type JsonSchema, jsonSchema, ref } from "./json-schema.ts";

interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: readonly object[];
  security?: readonly object[];
  requestBody?: v.GenericSchema;
  /** The body is a file. */
  hasBinaryBody?: boolean;
  /** The media type of a body of lines of JSON. */
  lines?: string;
  /** By status. */
  responses: Readonly<Record<number, readonly [description: string, schema: v.GenericSchema | JsonSchema]>>;
  /** The codes it can answer with; `internal` is added. */
  errors: readonly ErrorCode[];
  /** Whether its path names a room: another spelling than the canonical one is redirected. */
  isOfRoom?: boolean;
}

/** What can be done at each path. */
export type Paths = Record<string, object>;

const ERRORS: Readonly<Record<number, string>> = {
  400: "The request does not have the documented shape.",
  401: "The token is missing, not valid or expired.",
  403: "This is not permitted.",
  404: "There is no such thing, or it was deleted.",
  409: "The retry is too old to tell whether the message was stored.",
  413: "Something is longer or larger than its limit.",
  416: "The range is not in the file: `Content-Range` has the file's length.",
  429: "Too many requests: `Retry-After` says how long to wait.",
  500: "An error of the server. Try again in a moment.",
};

const header = (name: string, description: string, type: "integer" | "string") => ({
  [name]: { description, schema: { type } },
});

const HEADERS: Readonly<Record<number, object>> = {
  416: header("Content-Range", "`bytes */` and the length in bytes.", "string"),
  429: header("Retry-After", "Seconds.", "integer"),
};

export const REDIRECT = {
  308: {
    description: "The same, at the room's canonical address.",
    headers: header("Location", "The canonical address.", "string"),
  },
};

/** Bytes as they are. OpenAPI 3.1 has no type for them; `format` is what generators of clients look for. */
export const BINARY: JsonSchema = {
  type: "string",
  format: "binary",
  contentMediaType: "application/octet-stream",
};

/** A bot's token or a session's; a page's own session cookie. */
export const AUTHENTICATED = [{ token: [] }, { session: [] }];

export const ROOM_PARAMETER = {
  name: "room",
  in: "path",
  required: true,
  description: `The room's name: letters, digits and hyphens, at most ${ROOM_NAME_LENGTH} characters. Another spelling is redirected.`,
  schema: { type: "string" },
  example: "general",
};

const json = (schema: JsonSchema) => ({ "application/json": { schema } });

/** The responses for these codes, by status: each lists the codes that the operation has with it. */
export function errorResponses(codes: readonly ErrorCode[]): object {
  const byStatus = Map.groupBy([...codes, "internal" as const], (code) => HTTP_STATUS[code]);
  return Object.fromEntries(Array.from(byStatus, ([status, list]) => [status, errorResponse(status, list)]));
}

export const errorResponse = (status: number, codes: readonly ErrorCode[]): object => ({
  description: ERRORS[status],
  ...(HEADERS[status] && { headers: HEADERS[status] }),
  content: json({
    allOf: [ref("Error"), { properties: { error: { properties: { code: { enum: codes } } } } }],
  }),
});

/** Describes an operation. @param definitions the schemas with names */
export function describe(
  { requestBody, hasBinaryBody, lines, responses, errors, isOfRoom, ...rest }: Operation,
  definitions: Definitions,
): object {
  const stream = hasBinaryBody ? "application/octet-stream" : lines;
  const content = stream
    ? { [stream]: { schema: hasBinaryBody ? BINARY : { type: "string" } } }
    : requestBody && json(jsonSchema(requestBody, definitions));
  const results = Object.entries(responses).map(([status, [description, schema]]) => [
    status,
    { description, content: json(isSchema(schema) ? jsonSchema(schema, definitions) : schema) },
  ]);
  return {
    ...rest,
    ...(content && { requestBody: { required: true, content } }),
    responses: { ...Object.fromEntries(results), ...(isOfRoom && REDIRECT), ...errorResponses(errors) },
  };
}

const isSchema = (schema: v.GenericSchema | JsonSchema): schema is v.GenericSchema => "~standard" in schema;
