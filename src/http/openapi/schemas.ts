/**
 * The schemas of the HTTP API, with a deployment's limits: those of requests come from `src/shared/validation`, those of
 * answers are here. A unit test compares each with its published type in `src/shared/contract`, and `openapi.test.ts`
 * compares them with what the server answers.
 */
import * as v from "valibot";
import { type ErrorCode, HTTP_STATUS } from "../../shared/contract/errors.ts";
import { FILE_TYPES } from "../../shared/contract/files.ts";
import type { Limits } from "../../shared/limits.ts";
import { fileId, id, natural, settingsFields } from "../../shared/validation/fields.ts";
import { schemasFor } from "../../shared/validation/schemas.ts";

/** An object with these fields and no others: so a test fails for an answer with a field that is not described. */
const object = v.strictObject;

const seq = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.description("The number of a message in its room."),
);
const time = v.pipe(v.number(), v.integer(), v.description("Milliseconds since the epoch."));
const length = v.pipe(v.number(), v.integer(), v.minValue(1));

const described = (text: string) => v.pipe(v.string(), v.description(text));

/** The named schemas of the document. */
export type ApiSchemas = ReturnType<typeof apiSchemasFor>;

/** @param limits those of the deployment */
export function apiSchemasFor(limits: Limits) {
  const { send, create } = schemasFor(limits);
  const settings = settingsFields(limits);
  const file = {
    id: fileId,
    name: v.pipe(v.string(), v.maxLength(limits.fileNameLength)),
    type: v.picklist(FILE_TYPES) as v.GenericSchema<string>,
    size: v.pipe(length, v.description("Bytes.")),
    width: v.optional(v.pipe(length, v.description("Of a picture, in pixels, if its header says so."))),
    height: v.optional(length),
  };
  const Author = object({ id, name: v.string() });
  const File = object(file);
  const Attachment = object({ ...file, path: described("Where the file is read, on this server.") });
  const Reaction = object({ emoji: v.string(), ids: v.array(id) });
  const Message = object({
    seq,
    from: Author,
    at: time,
    text: v.pipe(v.string(), v.maxLength(limits.textLength)),
    nonce: v.optional(v.string()),
    replyTo: v.optional(seq),
    editedAt: v.optional(time),
    deleted: v.optional(
      v.pipe(
        v.literal(true) as v.GenericSchema<boolean>,
        v.description("The text of a deleted message is empty. Its number stays."),
      ),
    ),
    reactions: v.optional(v.array(Reaction)),
    attachments: v.optional(v.array(Attachment)),
  });
  const RoomSettings = object({
    owner: v.optional(id),
    ...settings,
    title: v.optional(settings.title),
    retention: object(settings.retention.entries),
    closed: v.optional(
      v.pipe(
        v.literal(true),
        v.description("An operator has closed the room: nobody may write or change it."),
      ),
    ),
  });
  const ListedRoom = object({
    name: v.string(),
    title: v.optional(v.string()),
    topic: settings.topic,
    people: v.pipe(natural, v.description("How many people are in the room, as of a few seconds ago.")),
    lastAt: v.optional(
      v.pipe(
        time,
        v.description("When the last message was sent, to the minute, in milliseconds since the epoch."),
      ),
    ),
    featured: v.optional(v.pipe(v.literal(true), v.description("An operator recommends it."))),
    path: described("The path of the room's page."),
  });
  const SeenRequest = object({
    method: v.string(),
    target: v.string(),
    headers: v.array(object({ name: v.string(), value: v.optional(v.string()), size: natural })),
  });
  const Device = object({
    id: v.string(),
    browser: described("For example `Firefox`; empty if it is not known."),
    system: described("For example `Android`; empty if it is not known."),
    createdAt: time,
    usedAt: v.pipe(time, v.description("When it was last used, to the hour.")),
    current: v.optional(v.pipe(v.literal(true), v.description("The device that asks."))),
  });
  const Passkey = object({ id: v.string(), name: v.string(), createdAt: time, usedAt: v.optional(time) });
  const Account = object({ devices: v.array(Device), passkeys: v.array(Passkey), recoveryCode: v.boolean() });
  const AccountItem = v.variant("kind", [
    object({ kind: v.literal("name"), room: v.literal(""), value: v.string() }),
    object({
      kind: v.literal("room"),
      room: v.string(),
      value: v.nullable(object({ at: time, title: v.optional(v.string()) })),
    }),
    object({ kind: v.literal("seen"), room: v.string(), value: natural }),
    object({
      kind: v.literal("notifications"),
      room: v.string(),
      value: v.nullable(v.picklist(["all", "mentions", "nothing"])),
    }),
  ]);
  const Failure = object({
    ok: v.literal(false),
    error: object({
      code: v.picklist(Object.keys(HTTP_STATUS) as ErrorCode[]),
      message: described("For the developer of a client."),
      retryAfter: v.optional(v.pipe(natural, v.description("Milliseconds."))),
      siteKey: v.optional(v.pipe(v.string(), v.description("For Turnstile, with `verification_required`."))),
    }),
  });
  return {
    FileId: fileId,
    Author,
    File,
    Attachment,
    Reaction,
    Message,
    NewMessage: v.object({ ...send.entries, nonce: v.optional(send.entries.nonce) }),
    RoomSettings,
    NewRoom: v.object(create.entries),
    ListedRoom,
    SeenRequest,
    Device,
    Passkey,
    Account,
    AccountItem,
    Error: Failure,
  };
}

/** The body of an answer that is not an error. */
export const answer = <Fields extends v.ObjectEntries>(fields: Fields) =>
  object({ ok: v.literal(true), ...fields });

export { seq, time };
