/** The description of the HTTP API. A test holds it to the routes there are, and to what they answer. */
import { ROOM_NAME_LENGTH } from "../../protocol/index.ts";
import type { Limits } from "../../protocol/limits.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { answered, type JsonSchema, list, ref, schemasOf } from "./schemas.ts";

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
const REDIRECT = {
  308: {
    description: "The same, under the room's canonical address.",
    headers: header("Location", "That address.", "string"),
  },
};

const json = (schema: JsonSchema) => ({ "application/json": { schema } });

const problems = (statuses: readonly number[]): object =>
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
const SOMEBODY = [{ token: [] }, { session: [] }];

const room = {
  name: "room",
  in: "path",
  required: true,
  description: `The room's name: letters, digits and hyphens, at most ${ROOM_NAME_LENGTH} characters. Another spelling is redirected.`,
  schema: { type: "string" },
  example: "general",
};

function operation({ requestBody, binaryBody, responses, errors, isOfRoom, ...rest }: Described): object {
  return {
    ...rest,
    ...(binaryBody && { requestBody: { required: true, content: { "application/octet-stream": {} } } }),
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

const place = (name: string, description: string): object => ({
  name,
  in: "query",
  description,
  schema: { type: "integer", minimum: 0 },
});

/** @param limits those of the deployment */
export function describeApi(limits: Limits): { paths: Record<string, object> } & Record<string, unknown> {
  const seen = answered({ request: ref("SeenRequest") });
  return {
    openapi: "3.1.0",
    info: {
      title: "Socket Rocket",
      version: String(PROTOCOL_VERSION),
      summary: "Rooms over HTTP: the part of them that needs no connection.",
      description:
        "Every answer is `{ ok: true, ... }` or `{ ok: false, error: { code, message, retryAfter? } }`, as over Socket.IO, whose events are the rest of the contract.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths: {
      "/api/health": {
        get: operation({
          operationId: "getHealth",
          summary: "Whether the worker runs, and which contract it speaks",
          responses: { 200: ["It runs.", answered({ v: { type: "integer" } })] },
          errors: [],
        }),
      },
      "/api/openapi.json": {
        get: operation({
          operationId: "getDescription",
          summary: "This document",
          responses: { 200: ["The document.", { type: "object" }] },
          errors: [],
        }),
      },
      "/api/rooms": {
        get: operation({
          operationId: "listRooms",
          summary: "The public rooms, those with most people first",
          parameters: [
            {
              name: "query",
              in: "query",
              description: "Rooms that have this in their name, title or topic.",
              schema: { type: "string", maxLength: limits.queryLength },
            },
            {
              name: "cursor",
              in: "query",
              description: "`cursor` of the page before.",
              schema: { type: "string" },
            },
            {
              name: "limit",
              in: "query",
              schema: {
                type: "integer",
                minimum: 1,
                maximum: limits.directoryPage,
                default: limits.directoryPage,
              },
            },
          ],
          responses: {
            200: [
              "A page of them.",
              answered({ rooms: list(ref("ListedRoom")), cursor: { type: "string" } }, ["cursor"]),
            ],
          },
          errors: [400, 413, 429],
        }),
        post: operation({
          operationId: "makeRoom",
          summary: "Makes a room, and whoever asks its owner",
          description:
            "One's own room can be made again. Without a session one is made, and `token` proves it from then on.",
          security: [...SOMEBODY, {}],
          requestBody: ref("NewRoom"),
          responses: {
            201: [
              "The room.",
              answered(
                {
                  room: { type: "string", description: "The canonical name." },
                  path: { type: "string", description: "Of the room's page." },
                  settings: ref("RoomSettings"),
                  token: { type: "string", description: "Proof of a session that was made for this." },
                },
                ["token"],
              ),
            ],
          },
          errors: [400, 401, 403, 404, 413, 429],
        }),
      },
      "/api/rooms/{room}/messages": {
        parameters: [room],
        get: operation({
          operationId: "listMessages",
          summary: "A page of a room's history",
          description:
            "At most one of `before`, `after` and `around`; without them the newest page. A private room is read by whoever was let in.",
          security: [...SOMEBODY, {}],
          parameters: [
            place("before", "Messages with a lower `seq`."),
            place("after", "Messages with a higher `seq`."),
            place("around", "This message, and those on both sides of it."),
            {
              name: "limit",
              in: "query",
              schema: {
                type: "integer",
                minimum: 1,
                maximum: limits.historyPage,
                default: limits.historyDefault,
              },
            },
          ],
          responses: {
            200: [
              "The page, ascending.",
              answered({
                messages: list(ref("Message")),
                hasMore: {
                  description: "In the direction asked; with `around`, in each of the two.",
                  anyOf: [
                    { type: "boolean" },
                    {
                      type: "object",
                      properties: { before: { type: "boolean" }, after: { type: "boolean" } },
                      required: ["before", "after"],
                      additionalProperties: false,
                    },
                  ],
                },
              }),
            ],
          },
          errors: [400, 401, 403, 404, 429],
          isOfRoom: true,
        }),
        post: operation({
          operationId: "postMessage",
          summary: "Says something",
          security: SOMEBODY,
          parameters: [
            {
              name: "Idempotency-Key",
              in: "header",
              description: "The message's nonce, where the body has none.",
              schema: { type: "string" },
            },
          ],
          requestBody: ref("NewMessage"),
          responses: {
            201: ["The message as it was stored.", answered({ message: ref("Message") })],
            200: ["It had been stored before.", answered({ message: ref("Message") })],
          },
          errors: [400, 401, 403, 404, 409, 413, 429],
          isOfRoom: true,
        }),
      },
      "/api/rooms/{room}/export": {
        parameters: [room],
        get: operation({
          operationId: "exportRoom",
          summary: "The whole room as JSON, for its owner",
          security: SOMEBODY,
          responses: {
            200: [
              "Everything but what would let somebody in. Deleted messages have no text.",
              answered({
                v: { type: "integer" },
                room: { type: "string" },
                exportedAt: { type: "integer", description: "Milliseconds since the epoch." },
                settings: ref("RoomSettings"),
                bots: list(ref("Person")),
                sanctions: {
                  type: "object",
                  properties: { muted: list(ref("Person")), banned: list(ref("Person")) },
                  required: ["muted", "banned"],
                  additionalProperties: false,
                },
                messages: list(ref("Message")),
              }),
            ],
          },
          errors: [400, 401, 403, 429],
          isOfRoom: true,
        }),
      },
      "/api/rooms/{room}/files": {
        parameters: [room],
        post: operation({
          operationId: "uploadFile",
          summary: "Stores a file for a message",
          description:
            "What it is, is told by its content. One that is not sent with a message within an hour is removed. It is read at the `path` of the message's attachment, by whoever may read the room.",
          security: SOMEBODY,
          parameters: [
            { name: "name", in: "query", description: "What it is called.", schema: { type: "string" } },
            {
              name: "Content-Length",
              in: "header",
              required: true,
              schema: { type: "integer", minimum: 1, maximum: limits.fileBytes },
            },
          ],
          binaryBody: true,
          responses: { 201: ["The file as it was stored.", answered({ file: ref("File") })] },
          errors: [400, 401, 403, 404, 413, 429],
          isOfRoom: true,
        }),
      },
      "/rooms/{room}/files/{file}": {
        parameters: [
          room,
          { name: "file", in: "path", required: true, description: "`id` of a file.", schema: ref("FileId") },
        ],
        get: {
          operationId: "readFile",
          summary: "A file, for whoever may read the room",
          description:
            "Before it is sent with a message, for whoever uploaded it. Pictures, sound and video come with their type, all others as `application/octet-stream`.",
          security: [...SOMEBODY, {}],
          parameters: [
            { name: "Range", in: "header", schema: { type: "string" }, example: "bytes=0-1023" },
            { name: "If-None-Match", in: "header", schema: { type: "string" } },
          ],
          responses: {
            200: { description: "The file.", content: { "*/*": {} } },
            206: { description: "The part of it that `Range` names.", content: { "*/*": {} } },
            304: { description: "Whoever asks has it already." },
            412: { description: "What `If-Match` names is not this file." },
            ...REDIRECT,
            ...problems([400, 401, 403, 404, 416, 429]),
          },
        },
      },
      "/api/wire": {
        get: operation({
          operationId: "echoGet",
          summary: "The head of this very request, as it arrived",
          responses: { 200: ["What proves who somebody is, is told by its size alone.", seen] },
          errors: [],
        }),
        post: operation({
          operationId: "echoPost",
          summary: "The head of this very request, as it arrived",
          responses: { 200: ["The body is not read.", seen] },
          errors: [],
        }),
      },
    },
    components: {
      schemas: schemasOf(limits),
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "A bot's token, made by the owner of the room, or a session's (`welcome.you.token`).",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-session",
          description: "Of a page of this site; over plain HTTP it is called `session`.",
        },
      },
    },
  };
}
