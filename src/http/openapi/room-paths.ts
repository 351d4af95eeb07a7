/** Operations on rooms and their messages. */
import * as v from "valibot";
import type { Limits } from "../../shared/limits.ts";
import { schemasFor } from "../../shared/validation/schemas.ts";
import { hasMore } from "./events/event-schemas.ts";
import { queryParameters } from "./json-schema.ts";
import { AUTHENTICATED, describe, type Paths, ROOM_PARAMETER } from "./operation.ts";
import { type ApiSchemas, answer } from "./schemas.ts";

export function roomPaths(schemas: ApiSchemas, limits: Limits): Paths {
  const { history, directory } = schemasFor(limits);
  const { ListedRoom, Message, NewMessage, NewRoom, RoomSettings } = schemas;
  return {
    "/api/rooms": {
      get: describe(
        {
          operationId: "listRooms",
          summary: "The public rooms, those with most people first",
          parameters: queryParameters(directory),
          responses: {
            200: ["A page of rooms.", answer({ rooms: v.array(ListedRoom), cursor: v.optional(v.string()) })],
          },
          errors: ["invalid", "too_large", "rate_limited"],
        },
        schemas,
      ),
      post: describe(
        {
          operationId: "makeRoom",
          summary: "Creates a room. Its owner is the user who asks",
          description:
            "An owner may create their room again. Without a session a new one is created, and `token` is its token.",
          security: [...AUTHENTICATED, {}],
          requestBody: NewRoom,
          responses: {
            201: [
              "The room.",
              answer({
                room: v.pipe(v.string(), v.description("The canonical name.")),
                path: v.pipe(v.string(), v.description("The path of the room's page.")),
                settings: RoomSettings,
                token: v.optional(v.pipe(v.string(), v.description("The token of a new session."))),
              }),
            ],
          },
          errors: [
            "invalid",
            "too_large",
            "unauthorized",
            "forbidden",
            "verification_required",
            "not_found",
            "rate_limited",
          ],
        },
        schemas,
      ),
    },
    "/api/rooms/{room}/messages": {
      parameters: [ROOM_PARAMETER],
      get: describe(
        {
          operationId: "listMessages",
          summary: "A page of a room's history",
          description:
            "At most one of `before`, `after` and `around`; without them the newest page. A private room is read by people who were admitted.",
          security: [...AUTHENTICATED, {}],
          parameters: queryParameters(history),
          responses: { 200: ["The page, ascending.", answer({ messages: v.array(Message), hasMore })] },
          errors: ["invalid", "unauthorized", "forbidden", "banned", "not_found", "rate_limited"],
          isOfRoom: true,
        },
        schemas,
      ),
      post: describe(
        {
          operationId: "postMessage",
          summary: "Sends a message",
          security: AUTHENTICATED,
          parameters: [
            {
              name: "Idempotency-Key",
              in: "header",
              description: "The message's nonce, where the body has none.",
              schema: { type: "string" },
            },
          ],
          requestBody: NewMessage,
          responses: {
            201: ["The message as it was stored.", answer({ message: Message })],
            200: ["The message was stored before.", answer({ message: Message })],
          },
          errors: [
            "invalid",
            "too_large",
            "unauthorized",
            "forbidden",
            "banned",
            "muted",
            "locked",
            "verification_required",
            "not_found",
            "stale",
            "rate_limited",
          ],
          isOfRoom: true,
        },
        schemas,
      ),
    },
    "/api/rooms/{room}/verification": {
      parameters: [ROOM_PARAMETER],
      post: describe(
        {
          operationId: "verifyPerson",
          summary: "Proves that the user is a person, before their first message in the room",
          description:
            "Only in deployments with Turnstile: there a first message is answered with `verification_required` and a `siteKey`. The widget's action is `message`.",
          security: AUTHENTICATED,
          requestBody: schemasFor(limits).verification,
          responses: { 200: ["The user may write.", answer({})] },
          errors: [
            "invalid",
            "too_large",
            "unauthorized",
            "forbidden",
            "banned",
            "verification_required",
            "not_found",
            "rate_limited",
          ],
          isOfRoom: true,
        },
        schemas,
      ),
    },
  };
}
