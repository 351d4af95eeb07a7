/** Rooms, as operators see and change them. Every act goes through the operations object, which records it. */
import { Hono } from "hono";
import type { GenericSchema } from "valibot";
import type { OperatorEvent, RoomAct } from "../../operator/operated-room.ts";
import { answerAboutRoom, operationsAnswer, outcomeOf } from "../../operator/operations-stub.ts";
import type { Ack } from "../../shared/contract/errors.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { roomPath } from "../../shared/room-name.ts";
import { type OperatorSchemas, operatorSchemasFor } from "../../shared/validation/operator-schemas.ts";
import { check } from "../../shared/validation/schemas.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { jsonBody } from "../middleware/body-limit.ts";
import { sendFailure } from "../middleware/errors.ts";
import { roomName } from "../middleware/room-name.ts";
import { withNumbers } from "../query.ts";
import { operationsOf, operatorIn, operatorsOnly } from "./operator-access.ts";

const PATH = "/api/operator/rooms/:room";

const at = (rest = "") => roomName((name) => `/api/operator${roomPath(name)}${rest}`);

/**
 * - `GET /api/operator/rooms?query&after&limit` lists rooms by name, also those that are not public; `GET .../rooms/:room` is one.
 * - `POST .../close` and `.../feature` with `{ on }`, `.../reclaim`, `.../owner` with `{ to, from? }`, `.../owner-link`, and `DELETE
 *   .../rooms/:room` are for operators only.
 * - `POST .../mute`, `.../ban` and `.../erase` with `{ id, on? }`, and `DELETE .../messages/:seq`, do what the owner could do.
 *
 * All take a `reason` for the audit log, and may be repeated: `changed` is false where it was so already.
 */
export const operatedRooms = new Hono<AppEnv>()
  .get("/api/operator/rooms", listRooms)
  .get(PATH, at(), showRoom)
  .delete(
    PATH,
    at(),
    operatorsOnly,
    jsonBody,
    acting(
      ({ reason }) => reason,
      () => ({ act: "delete" }),
    ),
  )
  .post(
    `${PATH}/reclaim`,
    at("/reclaim"),
    operatorsOnly,
    jsonBody,
    acting(
      ({ reason }) => reason,
      () => ({ act: "reclaim" }),
    ),
  )
  .post(
    `${PATH}/close`,
    at("/close"),
    operatorsOnly,
    jsonBody,
    acting(
      ({ close }) => close,
      ({ on }) => ({ act: "close", on }),
    ),
  )
  .post(
    `${PATH}/feature`,
    at("/feature"),
    operatorsOnly,
    jsonBody,
    acting(
      ({ feature }) => feature,
      ({ on }) => ({ act: "feature", on }),
    ),
  )
  .post(
    `${PATH}/owner`,
    at("/owner"),
    operatorsOnly,
    jsonBody,
    acting(
      ({ handover }) => handover,
      ({ to, from }) => ({ act: "handover", to, from }),
    ),
  )
  .post(`${PATH}/owner-link`, at("/owner-link"), operatorsOnly, jsonBody, createLink)
  .post(`${PATH}/mute`, at("/mute"), jsonBody, sanctioning("member:mute"))
  .post(`${PATH}/ban`, at("/ban"), jsonBody, sanctioning("member:ban"))
  .post(`${PATH}/erase`, at("/erase"), jsonBody, sanctioning("member:erase"))
  .delete(
    `${PATH}/messages/:seq`,
    roomName((name, c) => `/api/operator${roomPath(name)}/messages/${c.req.param("seq")}`),
    jsonBody,
    deleteMessage,
  );

/** The schemas of this deployment. */
export const schemasOf = (c: RouteContext): OperatorSchemas => operatorSchemasFor(limitsFrom(c.env));

/** Sends what the operations object answers. */
export function sendAck(c: RouteContext, answer: Ack): Response | Promise<Response> {
  return answer.ok ? c.json(answer) : sendFailure(c, answer);
}

async function listRooms(c: RouteContext): Promise<Response> {
  const query = check(schemasOf(c).rooms, withNumbers(c.req.query(), ["limit"]));
  if (!query.ok) return sendFailure(c, query);
  const { limit } = query.value;
  const found = await operationsAnswer(operationsOf(c).rooms({ ...query.value, limit: limit + 1 }));
  const rooms = found.slice(0, limit);
  const last = rooms.at(-1);
  return c.json({ ok: true, rooms, ...(found.length > limit && last && { after: last.name }) });
}

async function showRoom(c: RouteContext): Promise<Response> {
  return sendAck(c, await answerAboutRoom(operationsOf(c).room(c.var.room)));
}

/** The handler of an act. @param schemaIn the schema of its body */
function acting<Body extends { reason: string }>(
  schemaIn: (schemas: OperatorSchemas) => GenericSchema<unknown, Body>,
  toAct: (body: Body) => RoomAct,
) {
  return async (c: RouteContext): Promise<Response> => {
    const body = check(schemaIn(schemasOf(c)), c.var.body);
    if (!body.ok) return sendFailure(c, body);
    const act = { room: c.var.room, act: toAct(body.value), reason: body.value.reason };
    return sendAck(c, await outcomeOf(operationsOf(c).actInRoom(operatorIn(c), act)));
  };
}

/** The handler of what an owner can do to a person, too. */
function sanctioning(event: OperatorEvent) {
  return async (c: RouteContext): Promise<Response> => {
    const body = check(schemasOf(c).person, c.var.body);
    if (!body.ok) return sendFailure(c, body);
    const { id, on, reason } = body.value;
    const call = { room: c.var.room, event, payload: { id, on }, target: id, reason };
    return sendAck(c, await outcomeOf(operationsOf(c).callInRoom(operatorIn(c), call)));
  };
}

async function deleteMessage(c: RouteContext): Promise<Response> {
  const body = check(schemasOf(c).message, {
    ...(c.var.body as object),
    ...withNumbers({ seq: c.req.param("seq") ?? "" }, ["seq"]),
  });
  if (!body.ok) return sendFailure(c, body);
  const { seq, reason } = body.value;
  const call = {
    room: c.var.room,
    event: "message:delete",
    payload: { seq },
    target: String(seq),
    reason,
  } as const;
  return sendAck(c, await outcomeOf(operationsOf(c).callInRoom(operatorIn(c), call)));
}

async function createLink(c: RouteContext): Promise<Response> {
  const body = check(schemasOf(c).reason, c.var.body);
  if (!body.ok) return sendFailure(c, body);
  const { room } = c.var;
  const { reason } = body.value;
  const made = await outcomeOf(operationsOf(c).createOwnershipLink(operatorIn(c), room, reason));
  if (!made.ok) return sendFailure(c, made);
  const { secret: link, expiresAt } = made;
  const path = `/sign-in#${new URLSearchParams({ owner: link, room })}`;
  return c.json({ ok: true, link, path, expiresAt }, 201);
}
