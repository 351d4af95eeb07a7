/** The lines of an export as it is imported again, and their schemas. */
import * as v from "valibot";
import { FILE_TYPES } from "../../shared/contract/files.ts";
import type { Limits } from "../../shared/limits.ts";
import { cleanName } from "../../shared/text/clean-text.ts";
import {
  atMost,
  emoji,
  fileId,
  id,
  natural,
  nonceField,
  settingsFields,
  textField,
  wholeNumber,
} from "../../shared/validation/fields.ts";

/** The version of the format. */
export const EXPORT_FORMAT = 1;

/** The content of a file in one line, in bytes before base64. */
export const CHUNK_BYTES = 49_152;

/** The longest line, in bytes: no message of this server is as long. */
export const MAX_LINE_BYTES = 262_144;

/** The highest number of a message or a change: there is space for as many again. */
const MAX_NUMBER = 1_000_000_000_000;

const seq = wholeNumber(1, MAX_NUMBER);

/** Names are not longer than a file's, whatever a deployment's limits were. */
const name = v.pipe(v.string(), v.transform(cleanName), v.nonEmpty(), atMost(200));

const person = { id, name };

/** The schemas for a deployment's limits, by the `kind` of a line. Fields they do not name are dropped. */
export function lineSchemasFor(limits: Limits) {
  const { retention, ...settings } = settingsFields(limits);
  const file = { id: fileId, name, size: wholeNumber(1, limits.fileBytes) };
  return {
    room: v.object({
      format: v.literal(EXPORT_FORMAT, `must be ${EXPORT_FORMAT}`),
      export: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "must be the id of an export")),
      settings: v.object({ ...v.partial(v.object(settings)).entries, retention: v.optional(retention) }),
      lastSeq: wholeNumber(0, MAX_NUMBER),
      rev: wholeNumber(0, MAX_NUMBER),
    }),
    bot: v.object(person),
    muted: v.object(person),
    banned: v.object(person),
    guest: v.object(person),
    file: v.object({
      ...file,
      by: id,
      type: v.picklist(FILE_TYPES),
      missing: v.optional(v.boolean()),
      width: v.optional(seq),
      height: v.optional(seq),
    }),
    chunk: v.object({ data: v.pipe(v.string(), v.base64("must be base64"), atMost(CHUNK_BYTES * 2)) }),
    message: v.object({
      seq,
      from: v.object(person),
      at: natural,
      text: textField(limits),
      nonce: nonceField(limits),
      replyTo: v.optional(seq),
      editedAt: v.optional(natural),
      deleted: v.optional(v.literal(true)),
      reactions: v.optional(
        v.pipe(
          v.array(
            v.object({
              emoji,
              ids: v.pipe(v.array(id), v.minLength(1), v.maxLength(limits.reactionsPerMessage)),
            }),
          ),
          v.minLength(1),
          v.maxLength(limits.emojiPerMessage),
        ),
      ),
      attachments: v.optional(
        v.pipe(v.array(v.object({ id: fileId })), v.minLength(1), v.maxLength(limits.filesPerMessage)),
      ),
    }),
    end: v.object({ messages: natural, files: natural }),
  };
}

export type LineSchemas = ReturnType<typeof lineSchemasFor>;
export type LineKind = keyof LineSchemas;

/** A line that was checked. */
export type Line = { [Kind in LineKind]: { kind: Kind } & v.InferOutput<LineSchemas[Kind]> }[LineKind];

export type LineOf<Kind extends LineKind> = Line & { kind: Kind };
