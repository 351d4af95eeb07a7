/** The shapes of the HTTP API as JSON Schema, with a deployment's own limits. They are those of `src/shared`. */

import type { ListedRoom } from "../../shared/contract/directory.ts";
import { HTTP_STATUS, type WireError } from "../../shared/contract/errors.ts";
import { FILE_TYPES, type UploadedFile } from "../../shared/contract/files.ts";
import type { Attachment, Author, Message, Reaction } from "../../shared/contract/message.ts";
import { type RoomSettings, VISIBILITIES } from "../../shared/contract/settings.ts";
import type { Limits } from "../../shared/limits.ts";

/** A JSON Schema (2020-12), as OpenAPI 3.1 has them. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of this name in the document. */
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** An object all of whose properties but the optional ones are there, and no others. */
export const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

/** The properties of a type that may be missing. */
type Optional<Type> = { [Name in keyof Type]-?: object extends Pick<Type, Name> ? Name : never }[keyof Type];

/**
 * The schema of a type of `src/shared`. It does not compile while a property of the type is missing here, or is optional in one
 * and not in the other.
 */
const objectOf = <Type extends object>(
  properties: { readonly [Name in keyof Type]-?: JsonSchema },
  optional: { readonly [Name in Optional<Type>]: true },
): JsonSchema => object(properties, Object.keys(optional));

/** The body of an answer that is no refusal. */
export const answered = (
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema => object({ ok: { const: true }, ...properties }, optional);

export const list = (items: JsonSchema): JsonSchema => ({ type: "array", items });

const seq: JsonSchema = {
  type: "integer",
  minimum: 1,
  description: "A message's place in the room's one order.",
};
const time: JsonSchema = { type: "integer", description: "Milliseconds since the epoch." };
const fileId: JsonSchema = { type: "string", pattern: "^[0-9a-f]{32}$" };
const id: JsonSchema = { type: "string", pattern: "^[\\w-]{1,64}$" };

export const schemasOf = (limits: Limits): Readonly<Record<string, JsonSchema>> => {
  const file = {
    id: fileId,
    name: { type: "string", maxLength: limits.fileNameLength },
    type: { enum: [...FILE_TYPES] },
    size: { type: "integer", minimum: 1, description: "Bytes." },
    width: { type: "integer", minimum: 1, description: "Of a picture, in dots, where its header tells." },
    height: { type: "integer", minimum: 1 },
  };
  const settings = {
    visibility: {
      enum: VISIBILITIES,
      description: "Listed; open to whoever knows the address; or open to those its owner lets in.",
    },
    title: {
      type: "string",
      maxLength: limits.titleLength,
      description: "To show in place of the room's name; empty for none.",
    },
    topic: { type: "string", maxLength: limits.topicLength },
    locked: { type: "boolean", description: "Whether nobody but the owner may write." },
    slowMode: {
      type: "integer",
      minimum: 0,
      maximum: limits.slowModeSeconds,
      description: "Seconds that somebody waits between two messages.",
    },
    retention: object(
      {
        days: { type: "integer", minimum: 1 },
        count: { type: "integer", minimum: limits.retentionCount },
      },
      ["days", "count"],
    ),
  };
  return {
    FileId: fileId,
    Author: objectOf<Author>({ id, name: { type: "string" } }, {}),
    File: objectOf<UploadedFile>(file, { width: true, height: true }),
    Attachment: objectOf<Attachment>(
      { ...file, path: { type: "string", description: "Of this server." } },
      { width: true, height: true },
    ),
    Reaction: objectOf<Reaction>({ emoji: { type: "string" }, ids: list(id) }, {}),
    Message: objectOf<Message>(
      {
        seq,
        from: ref("Author"),
        at: time,
        text: { type: "string", maxLength: limits.textLength },
        nonce: { type: "string" },
        replyTo: seq,
        editedAt: time,
        deleted: { const: true, description: "Its text is empty, its place stays." },
        reactions: list(ref("Reaction")),
        attachments: list(ref("Attachment")),
      },
      { nonce: true, replyTo: true, editedAt: true, deleted: true, reactions: true, attachments: true },
    ),
    NewMessage: {
      ...object(
        {
          text: { type: "string", maxLength: limits.textLength },
          nonce: {
            type: "string",
            pattern: "^[!-~]+$",
            maxLength: limits.nonceLength,
            description:
              "The same nonce of the same author is stored once. By default `Idempotency-Key`, or a new one.",
          },
          after: {
            type: "integer",
            minimum: 0,
            description: "The newest `seq` seen when this was first sent.",
          },
          replyTo: { type: "integer", minimum: 0, description: "The `seq` of the message that it answers." },
          attachments: {
            type: "array",
            items: fileId,
            maxItems: limits.filesPerMessage,
            description: "Files that were uploaded for it. The text may then be empty.",
          },
        },
        ["nonce", "after", "replyTo", "attachments"],
      ),
      additionalProperties: true,
    },
    RoomSettings: objectOf<RoomSettings>({ owner: id, ...settings }, { owner: true, title: true }),
    NewRoom: {
      ...object(
        {
          name: {
            type: "string",
            minLength: 1,
            description:
              "In any spelling; the answer has the canonical one. A room that is not public may do without: it gets one that nobody guesses.",
          },
          ...settings,
        },
        ["name", ...Object.keys(settings)],
      ),
      additionalProperties: true,
    },
    Person: object({ id, name: { type: "string" } }),
    ListedRoom: objectOf<ListedRoom>(
      {
        name: { type: "string" },
        title: { type: "string" },
        topic: settings.topic,
        people: { type: "integer", minimum: 0, description: "How many are there, as of a few seconds ago." },
        lastAt: {
          type: "integer",
          description: "When something was said there last, to the minute, in milliseconds since the epoch.",
        },
        path: { type: "string", description: "Of its page." },
      },
      { title: true, lastAt: true },
    ),
    SeenRequest: object({
      method: { type: "string" },
      target: { type: "string" },
      headers: list(
        object(
          { name: { type: "string" }, value: { type: "string" }, size: { type: "integer", minimum: 0 } },
          ["value"],
        ),
      ),
    }),
    Error: object({
      ok: { const: false },
      error: objectOf<WireError>(
        {
          code: { enum: Object.keys(HTTP_STATUS) },
          message: { type: "string", description: "For a person who writes a client." },
          retryAfter: { type: "integer", minimum: 0, description: "Milliseconds." },
        },
        { retryAfter: true },
      ),
    }),
  };
};
