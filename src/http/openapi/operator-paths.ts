/** Operations of those who run the deployment. For everyone else these paths do not exist. */
import * as v from "valibot";
import type { ErrorCode } from "../../shared/contract/errors.ts";
import type { Limits } from "../../shared/limits.ts";
import { operatorSchemasFor } from "../../shared/validation/operator-schemas.ts";
import { describe, type Paths, ROOM_PARAMETER } from "./operation.ts";
import { type ApiSchemas, answer, time } from "./schemas.ts";

/** The token of an operator; the session of the page. */
export const OPERATOR = [{ token: [] }, { operator: [] }];

const ERRORS: readonly ErrorCode[] = ["invalid", "too_large", "forbidden", "not_found"];

export function operatorPaths(schemas: ApiSchemas, limits: Limits): Paths {
  return { ...signInPaths(schemas, limits), ...roomActPaths(schemas, limits) };
}

export const operator = v.strictObject({
  id: v.string(),
  name: v.string(),
  role: v.picklist(["operator", "moderator"]),
});

export const changed = answer({
  changed: v.optional(v.pipe(v.boolean(), v.description("False where it was so already."))),
});

function signInPaths(schemas: ApiSchemas, limits: Limits): Paths {
  const { signIn } = operatorSchemasFor(limits);
  return {
    "/api/account/operator": {
      post: describe(
        {
          operationId: "signInOperator",
          summary: "Begins the session of an operator in a browser",
          description:
            "`rate_limited` after ten wrong tokens of a network. A deployment without operators answers like one with them.",
          requestBody: signIn,
          responses: { 200: ["The session, as a cookie.", answer({ operator, expires: time })] },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "rate_limited"],
        },
        schemas,
      ),
      delete: describe(
        {
          operationId: "signOutOperator",
          summary: "Ends the session of an operator",
          responses: { 200: ["Also where there was none.", answer({})] },
          errors: ["forbidden", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/operator/session": {
      get: describe(
        {
          operationId: "getOperator",
          summary: "Who you are as an operator",
          description: "For everyone else this and all paths below `/api/operator` do not exist.",
          security: OPERATOR,
          responses: { 200: ["The session.", answer({ operator, expires: time })] },
          errors: ["not_found"],
        },
        schemas,
      ),
    },
  };
}

/** An act in a room, which takes a reason and answers whether it changed anything. */
function actIn(schemas: ApiSchemas) {
  return (
    operationId: string,
    summary: string,
    requestBody: v.GenericSchema,
    errors: readonly ErrorCode[] = ERRORS,
  ): object =>
    describe(
      {
        operationId,
        summary,
        security: OPERATOR,
        requestBody,
        responses: { 200: ["It is so now.", changed] },
        errors,
        isOfRoom: true,
      },
      schemas,
    );
}

function roomActPaths(schemas: ApiSchemas, limits: Limits): Paths {
  const { reason, close, feature, handover, ownership, person, rooms } = operatorSchemasFor(limits);
  const { Author, RoomSettings } = schemas;
  const member = v.looseObject({ id: v.string(), name: v.string() });
  const inRoom = { parameters: [ROOM_PARAMETER] };
  const act = actIn(schemas);
  const room = v.strictObject({
    name: v.string(),
    path: v.string(),
    exists: v.pipe(v.boolean(), v.description("Whether someone has created it.")),
    settings: RoomSettings,
    owner: v.optional(Author),
    closed: v.optional(v.literal(true)),
    featured: v.optional(v.literal(true)),
    people: v.number(),
    members: v.pipe(v.array(member), v.description("The first 100 people who are there.")),
    messages: v.pipe(v.number(), v.description("How many were sent.")),
    lastAt: v.optional(time),
    muted: v.array(member),
    banned: v.array(member),
  });
  const { limit: _, ...query } = rooms.entries;
  const listed = v.strictObject({ name: v.string(), path: v.string(), at: time });
  return {
    "/api/operator/rooms": {
      get: describe(
        {
          operationId: "listAllRooms",
          summary: "Rooms by name, also those that are not public",
          description:
            "Those that were created since the deployment has operators, or that one has looked at.",
          parameters: queryParameters([...Object.keys(query), "limit"]),
          security: OPERATOR,
          responses: {
            200: ["A page.", answer({ rooms: v.array(listed), after: v.optional(v.string()) })],
          },
          errors: ["invalid", "too_large", "not_found"],
        },
        schemas,
      ),
    },
    "/api/rooms/{room}/owner-link": {
      ...inRoom,
      post: describe(
        {
          operationId: "becomeOwner",
          summary: "Makes the visitor the owner of a room, by a link of an operator",
          security: [{ token: [] }, { session: [] }],
          requestBody: ownership,
          responses: { 200: ["The visitor owns the room.", answer({ path: v.string() })] },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "not_found", "rate_limited"],
          isOfRoom: true,
        },
        schemas,
      ),
    },
    "/api/operator/rooms/{room}": {
      ...inRoom,
      get: describe(
        {
          operationId: "inspectRoom",
          summary: "A room, whether or not it is public or exists",
          security: OPERATOR,
          responses: { 200: ["The room.", answer({ room })] },
          errors: ["invalid", "not_found"],
          isOfRoom: true,
        },
        schemas,
      ),
      delete: act("removeRoom", "Deletes a room", reason),
    },
    "/api/operator/rooms/{room}/reclaim": {
      ...inRoom,
      post: act("reclaimRoom", "Deletes a room and keeps its name until it is handed over or opened", reason),
    },
    "/api/operator/rooms/{room}/close": {
      ...inRoom,
      post: act("closeRoom", "Closes a room for everyone, its owner included, or opens it again", close),
    },
    "/api/operator/rooms/{room}/feature": {
      ...inRoom,
      post: act("featureRoom", "Has the directory list a room first, or ends that", feature),
    },
    "/api/operator/rooms/{room}/owner": {
      ...inRoom,
      post: act("setRoomOwner", "Hands over a room to a person", handover, [...ERRORS, "stale"]),
    },
    "/api/operator/rooms/{room}/owner-link": {
      ...inRoom,
      post: describe(
        {
          operationId: "createOwnerLink",
          summary: "Makes a link that hands over a room to the person who opens it, once, within a week",
          security: OPERATOR,
          requestBody: reason,
          responses: {
            201: ["The link.", answer({ link: v.string(), path: v.string(), expiresAt: time })],
          },
          errors: ERRORS,
          isOfRoom: true,
        },
        schemas,
      ),
    },
    "/api/operator/rooms/{room}/mute": {
      ...inRoom,
      post: act("muteInRoom", "Mutes a person in a room, as its owner can", person, [
        ...ERRORS,
        "rate_limited",
      ]),
    },
    "/api/operator/rooms/{room}/ban": {
      ...inRoom,
      post: act("banInRoom", "Bans a person from one room", person, [...ERRORS, "rate_limited"]),
    },
    "/api/operator/rooms/{room}/erase": {
      ...inRoom,
      post: act("eraseInRoom", "Deletes all messages of a person in a room", person, [
        ...ERRORS,
        "rate_limited",
      ]),
    },
    "/api/operator/rooms/{room}/messages/{seq}": {
      parameters: [
        ROOM_PARAMETER,
        { name: "seq", in: "path", required: true, schema: { type: "integer" }, description: "Its number." },
      ],
      delete: act("removeMessage", "Deletes a message", reason, [...ERRORS, "rate_limited"]),
    },
  };
}

export const queryParameters = (names: readonly string[]): object[] =>
  names.map((name) => ({
    name,
    in: "query",
    required: false,
    schema: { type: ["limit", "offset"].includes(name) ? "integer" : "string" },
  }));
