/** Fields that several schemas have: numbers, ids, texts, cursors. Lengths are in UTF-16 code units. */
import * as v from "valibot";
import { REPORT_REASONS, REPORT_WORDS_LENGTH, VISIBILITIES } from "../contract/settings.ts";
import type { Limits } from "../limits.ts";
import { PUSH_LEVELS } from "../push.ts";
import { parseRecoveryCode } from "../recovery-code.ts";
import { parseRoomName } from "../room-name.ts";
import { cleanEmoji, cleanName, cleanText } from "../text/clean-text.ts";
import { CURSOR_LENGTH, fromCursor } from "./cursor.ts";

/** At most a century, in days. Without `days` messages are kept forever. */
export const MAX_RETENTION_DAYS = 36_500;

/** A string of at most `length` UTF-16 code units; longer is `too_large`. */
export const atMost = (length: number) =>
  v.maxLength<string, number, string>(length, `at most ${length} characters`);

export const wholeNumber = (min: number, max: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));

export const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A message's number, or 0 for "before the first". */
export const seq = natural;

/** A member's id. It need not belong to a person who is in the room: a ban may follow a day later. */
export const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, "must be a member's id"));

export const fileId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "must be the id of a file"));

export const emoji = v.pipe(v.string(), v.transform(cleanEmoji), v.nonEmpty("exactly one emoji"));

/** The size of a page. More than `max` is read as `max`. */
export const pageSize = (max: number) =>
  v.pipe(
    wholeNumber(1, Number.MAX_SAFE_INTEGER),
    v.toMaxValue(max),
    v.description(`How many at most. More than ${max} is read as ${max}.`),
  );

/** The cursor of the page before, read as the place where that page ended. */
export const cursor = <Place>(place: v.GenericSchema<unknown, Place>) =>
  v.optional(
    v.pipe(
      v.string(),
      atMost(CURSOR_LENGTH),
      v.rawTransform<string, Place>(({ dataset, addIssue, NEVER }) => {
        const read = v.safeParse(place, fromCursor(dataset.value));
        if (read.success) return read.output;
        addIssue({ message: "must be the cursor of the page before" });
        return NEVER;
      }),
      v.description("`cursor` of the page before."),
    ),
  );

export const nameField = (limits: Pick<Limits, "nameLength">) =>
  v.pipe(
    v.string(),
    v.transform(cleanName),
    v.nonEmpty("a name needs at least one visible character"),
    atMost(limits.nameLength),
  );

export const textField = (limits: Limits) =>
  v.pipe(v.string(), v.transform(cleanText), atMost(limits.textLength));

export const nonceField = (limits: Limits) =>
  v.pipe(
    v.string(),
    v.regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces"),
    atMost(limits.nonceLength),
  );

export const queryField = (limits: Limits) => v.pipe(v.string(), atMost(limits.queryLength));

/** What a report says of a message. */
export const reportFields = {
  reason: v.picklist(REPORT_REASONS),
  words: v.exactOptional(
    v.pipe(
      v.string(),
      v.transform(cleanText),
      atMost(REPORT_WORDS_LENGTH),
      v.description("What the reader should know."),
    ),
  ),
};

/** What the owner of a room decides: for requests that change it, and for answers. */
export const settingsFields = (limits: Limits) => ({
  visibility: v.pipe(
    v.picklist(VISIBILITIES),
    v.description(
      "Listed in the directory; open to anyone with the address; or open to people who were admitted.",
    ),
  ),
  title: v.pipe(
    v.string(),
    v.transform(cleanName),
    atMost(limits.titleLength),
    v.description("Shown in place of the room's name; empty for none."),
  ),
  topic: v.pipe(v.string(), v.transform(cleanName), atMost(limits.topicLength)),
  locked: v.pipe(v.boolean(), v.description("Whether only the owner may write.")),
  slowMode: v.pipe(
    wholeNumber(0, limits.slowModeSeconds),
    v.description("The least time between two messages of a person, in seconds."),
  ),
  retention: v.object({
    days: v.optional(wholeNumber(1, MAX_RETENTION_DAYS)),
    count: v.optional(wholeNumber(limits.retentionCount, Number.MAX_SAFE_INTEGER)),
  }),
});

/** The link that signs in another device, read as the person and the secret. */
export const deviceLink = v.pipe(
  v.string(),
  v.regex(/^[\w-]{1,64}\.[\w-]{1,64}$/, "must be the link of /api/account/links"),
  v.transform((link) => {
    const [person = "", secret = ""] = link.split(".");
    return { person, secret };
  }),
);

/** The canonical name of a room. */
export const roomNameField = v.pipe(
  v.string(),
  v.check((spelling) => {
    const parsed = parseRoomName(spelling);
    return parsed.ok && parsed.name === spelling;
  }, "must be the canonical name of a room"),
);

/** The longest time ago of a change, in milliseconds: as long as a session lasts. */
const MAX_AGE = 400 * 86_400_000;

/** Something that follows a person to all their devices, and how long ago it was changed. */
export const accountChange = (limits: Limits) => {
  const room = v.pipe(roomNameField, v.description("The canonical name of the room."));
  const age = v.pipe(
    wholeNumber(0, MAX_AGE),
    v.description("How long ago it was changed, in milliseconds: the latest change counts."),
  );
  const title = v.pipe(v.string(), v.transform(cleanName), atMost(limits.titleLength));
  return v.variant("kind", [
    v.object({ kind: v.literal("name"), room: v.literal(""), value: nameField(limits), age }),
    v.object({
      kind: v.literal("room"),
      room,
      value: v.nullable(v.object({ at: natural, title: v.exactOptional(title) })),
      age,
    }),
    v.object({ kind: v.literal("seen"), room, value: seq, age }),
    v.object({
      kind: v.literal("notifications"),
      room,
      value: v.nullable(v.picklist([...PUSH_LEVELS, "nothing"])),
      age,
    }),
  ]);
};

/** A recovery code, read as the person and the secret. */
export const recoveryCode = v.pipe(
  v.string(),
  atMost(128),
  v.rawTransform<string, { person: string; secret: string }>(({ dataset, addIssue, NEVER }) => {
    const read = parseRecoveryCode(dataset.value);
    if (read !== undefined) return read;
    addIssue({ message: "must be a recovery code" });
    return NEVER;
  }),
);
