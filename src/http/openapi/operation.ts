/** What operations of the HTTP API have in common, as their description says it. */
import { ROOM_NAME_LENGTH } from "../../shared/contract/index.ts";
import { type JsonSchema, ref } from "./schemas.ts";

/** An operation that answers in JSON. */
interface Described {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: readonly object[];
  requestBody?: JsonSchema;
  /** The body is a file. */
  binaryBody?: boolean;
  /** By status. */
  responses: Readonly<Record<number, readonly [description: string, schema: JsonSchema]>>;
  /** Statuses that are answered with an `Error`; 500 is one of every operation. */
  errors: readonly number[];
  /** Whether its path names a room, which may be spelled in another way than the canonical one. */
  isOfRoom?: boolean;
  security?: readonly object[];
}

const ERRORS: Readonly<Record<number, string>> = {
  400: "The request does not have the documented shape.",
  401: "The token is not valid (any more), or there is none.",
  403: "Whoever asks may not do this.",
  404: "What the request is about is not there (any more).",
  409: "The retry reaches too far back to tell whether it was stored.",
  413: "Something is longer or bigger than its limit.",
  416: "The range that is asked for is not in the file: `Content-Range` says how long it is.",
  429: "Too many requests: `Retry-After` says how long to wait.",
  500: "It is a fault of the server. Try again in a moment.",
};

const header = (name: string, description: string, type: "integer" | "string") => ({
  [name]: { description, schema: { type } },
});

const HEADERS: Readonly<Record<number, object>> = {
  416: header("Content-Range", "`bytes */` and its length in bytes.", "string"),
  429: header("Retry-After", "Seconds.", "integer"),
};

/** The address is not spelled as the room's canonical one is. */
export const REDIRECT = {
  308: {
    description: "The same, under the room's canonical address.",
    headers: header("Location", "That address.", "string"),
  },
};

/** Bytes as they are. OpenAPI 3.1 has no type for them; `format` is what generators of clients look for. */
export const BINARY: JsonSchema = {
  type: "string",
  format: "binary",
  contentMediaType: "application/octet-stream",
};

const json = (schema: JsonSchema) => ({ "application/json": { schema } });

export const problems = (statuses: readonly number[]): object =>
  Object.fromEntries(
    [...statuses, 500].map((status) => [
      status,
      {
        description: ERRORS[status],
        ...(HEADERS[status] && { headers: HEADERS[status] }),
        content: json(ref("Error")),
      },
    ]),
  );

/** A bot's token or a session's; a page's own session cookie. */
export const SOMEBODY = [{ token: [] }, { session: [] }];

export const room = {
  name: "room",
  in: "path",
  required: true,
  description: `The room's name: letters, digits and hyphens, at most ${ROOM_NAME_LENGTH} characters. Another spelling is redirected.`,
  schema: { type: "string" },
  example: "general",
};

export function operation({
  requestBody,
  binaryBody,
  responses,
  errors,
  isOfRoom,
  ...rest
}: Described): object {
  return {
    ...rest,
    ...(binaryBody && {
      requestBody: { required: true, content: { "application/octet-stream": { schema: BINARY } } },
    }),
    ...(requestBody && { requestBody: { required: true, content: json(requestBody) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, [description, schema]]) => [
          status,
          { description, content: json(schema) },
        ]),
      ),
      ...(isOfRoom && REDIRECT),
      ...problems(errors),
    },
  };
}

export const place = (name: string, description: string): object => ({
  name,
  in: "query",
  description,
  schema: { type: "integer", minimum: 0 },
});

/** What can be done at each path. */
export type Paths = Record<string, object>;
