/** Rooms and what is said in them. */
import type { Limits } from "../../shared/limits.ts";
import { operation, type Paths, place, room, SOMEBODY } from "./operation.ts";
import { answered, list, ref } from "./schemas.ts";

export function roomPaths(limits: Limits): Paths {
  return {
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
            description: `How many at most; more than ${limits.directoryPage} is as many as that.`,
            schema: { type: "integer", minimum: 1, default: limits.directoryPage },
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
            description: `How many at most; more than ${limits.historyPage} is as many as that.`,
            schema: { type: "integer", minimum: 1, default: limits.historyDefault },
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
  };
}
