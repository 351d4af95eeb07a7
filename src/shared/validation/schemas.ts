/** What a client may send, checked before anything touches it. The server's half: the page needs none of this. */
import * as v from "valibot";
import type { PassphrasePayload } from "../contract/access.ts";
import type { BotPayload } from "../contract/bots.ts";
import type { DirectoryPayload } from "../contract/directory.ts";
import { type Failure, failure } from "../contract/errors.ts";
import type {
  Auth,
  DeletePayload,
  EditPayload,
  HistoryPayload,
  PresencePayload,
  ProfilePayload,
  ReactionPayload,
  ReadPayload,
  SendPayload,
  TypingPayload,
} from "../contract/events.ts";
import {
  type ErasePayload,
  type RoomUpdate,
  type SanctionPayload,
  VISIBILITIES,
} from "../contract/settings.ts";
import type { Limits } from "../limits.ts";
import { cleanEmoji, cleanName, cleanText } from "../text/clean-text.ts";
import { CURSOR_LENGTH, fromCursor } from "./cursor.ts";

type Schema<Output> = v.GenericSchema<unknown, Output>;

/** Where a page of members ended: at somebody of this name and id. */
export type MembersPlace = [name: string, id: string];

/** A payload that asks for a page, its cursor read. */
export interface Paged<Place> {
  cursor?: Place | undefined;
}

/** Which of the people who are here, the cursor read. */
export interface MembersQuery extends Paged<MembersPlace> {
  query?: string | undefined;
  ids?: string[] | undefined;
}

/** Where a page of the directory ended: at a room with so many people, told of at this time, of this name. */
export type DirectoryPlace = [people: number, told: number, name: string];

/** A page of the directory, its cursor read. */
export type DirectoryQuery = Paged<DirectoryPlace> & Omit<DirectoryPayload, "cursor">;

/** A search, and the `seq` that what it finds is below. */
export interface SearchQuery extends Paged<number> {
  query: string;
}

/** The schema of every payload, for one set of limits. */
export interface Schemas {
  auth: Schema<Auth>;
  send: Schema<SendPayload>;
  edit: Schema<EditPayload>;
  delete: Schema<DeletePayload>;
  reaction: Schema<ReactionPayload>;
  history: Schema<HistoryPayload>;
  search: Schema<SearchQuery>;
  members: Schema<MembersQuery>;
  read: Schema<ReadPayload>;
  presence: Schema<PresencePayload>;
  profile: Schema<ProfilePayload>;
  update: Schema<RoomUpdate>;
  sanction: Schema<SanctionPayload>;
  erase: Schema<ErasePayload>;
  bot: Schema<BotPayload>;
  passphrase: Schema<PassphrasePayload>;
  guests: Schema<Paged<string>>;
  directory: Schema<DirectoryQuery>;
  /** For requests that say everything by their name. */
  nothing: Schema<Record<string, never>>;
  typing: Schema<TypingPayload>;
}

const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A message's number, or 0 for "before the first". */
const seq = natural;

/** Whether a person of this id exists is not asked: one may be banned who was here yesterday. */
const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, "must be a member's id"));

/** A century: for ever is to leave it out. */
const MOST_DAYS = 36_500;

/** How many a page has at most; who asks for more than there are on a page gets a page. */
const pageSize = (most: number) => v.pipe(wholeNumber(1, Number.MAX_SAFE_INTEGER), v.toMaxValue(most));

const wholeNumber = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

const emoji = v.pipe(v.string(), v.transform(cleanEmoji), v.nonEmpty("exactly one emoji"));

/** A signed session is about 200 characters; what is much longer is none. */
const TOKEN_LENGTH = 1_024;

/** In UTF-16 code units. */
const PASSPHRASE_LENGTH = 128;

const atMost = (length: number) =>
  v.maxLength<string, number, string>(length, `at most ${length} characters`);

const NO_TEXT = "a message needs at least one visible character";

const fileId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "must be the id of a file"));

const unique = v.check<string[], string>((ids) => new Set(ids).size === ids.length, "each file once");

/** A cursor, as the place it was made from. */
const cursor = <Place>(place: Schema<Place>) =>
  v.optional(
    v.pipe(
      v.string(),
      atMost(CURSOR_LENGTH),
      v.transform(fromCursor),
      v.custom<Place>((value) => v.is(place, value), "must be the cursor of the page before"),
    ),
  );

/** Builds the schemas for a deployment's limits. Keys they do not name are dropped. */
export function schemasFor(limits: Limits): Schemas {
  const schemas = made.get(limits) ?? makeSchemas(limits);
  made.set(limits, schemas);
  return schemas;
}

/** Every object that wakes asks for its schemas. */
const made = new WeakMap<Limits, Schemas>();

function makeSchemas(limits: Limits): Schemas {
  const name = v.pipe(
    v.string(),
    v.transform(cleanName),
    v.nonEmpty("a name needs at least one visible character"),
    atMost(limits.nameLength),
  );
  const anyText = v.pipe(v.string(), v.transform(cleanText), atMost(limits.textLength));
  const text = v.pipe(anyText, v.nonEmpty(NO_TEXT));
  const nonce = v.pipe(
    v.string(),
    v.regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces"),
    atMost(limits.nonceLength),
  );
  const limit = pageSize(limits.historyPage);

  return {
    auth: v.object({
      token: v.optional(v.pipe(v.string(), atMost(TOKEN_LENGTH))),
      name: v.optional(name),
      invite: v.optional(v.pipe(v.string(), atMost(PASSPHRASE_LENGTH))),
      passphrase: v.optional(v.pipe(v.string(), atMost(PASSPHRASE_LENGTH))),
      lastSeq: v.optional(seq),
      lastAt: v.optional(natural),
      rev: v.optional(seq),
    }),
    send: v.pipe(
      v.object({
        nonce,
        text: anyText,
        after: v.optional(seq),
        replyTo: v.optional(seq),
        attachments: v.optional(v.pipe(v.array(fileId), v.maxLength(limits.filesPerMessage), unique)),
      }),
      v.check(({ text, attachments = [] }) => text !== "" || attachments.length > 0, NO_TEXT),
    ),
    edit: v.object({ seq, text }),
    delete: v.object({ seq }),
    reaction: v.object({ seq, emoji, on: v.boolean() }),
    history: v.pipe(
      v.object({
        before: v.optional(seq),
        after: v.optional(seq),
        around: v.optional(seq),
        limit: v.optional(limit, limits.historyDefault),
      }),
      v.check(
        ({ before, after, around }) => [before, after, around].filter((at) => at !== undefined).length <= 1,
        "at most one of before, after and around",
      ),
    ),
    search: v.object({ query: v.pipe(v.string(), atMost(limits.queryLength)), cursor: cursor(seq) }),
    members: v.pipe(
      v.object({
        cursor: cursor(v.strictTuple([v.string(), v.string()])),
        query: v.optional(v.pipe(v.string(), atMost(limits.queryLength))),
        ids: v.optional(
          v.pipe(v.array(id), v.maxLength(limits.membersPage, `at most ${limits.membersPage} people`)),
        ),
      }),
      v.check(
        ({ cursor, query, ids }) => ids === undefined || (cursor === undefined && query === undefined),
        "`ids` stands alone",
      ),
    ),
    read: v.object({ seq }),
    presence: v.object({ idle: v.boolean() }),
    profile: v.object({ name }),
    update: v.object({
      visibility: v.optional(v.picklist(VISIBILITIES)),
      title: v.optional(v.pipe(v.string(), v.transform(cleanName), atMost(limits.titleLength))),
      topic: v.optional(v.pipe(v.string(), v.transform(cleanName), atMost(limits.topicLength))),
      locked: v.optional(v.boolean()),
      slowMode: v.optional(wholeNumber(0, limits.slowModeSeconds)),
      retention: v.optional(
        v.object({
          days: v.optional(wholeNumber(1, MOST_DAYS)),
          count: v.optional(wholeNumber(limits.retentionCount, Number.MAX_SAFE_INTEGER)),
        }),
      ),
    }),
    sanction: v.object({ id, on: v.boolean() }),
    erase: v.object({ id }),
    bot: v.object({ name, nonce: v.exactOptional(nonce) }),
    passphrase: v.object({
      passphrase: v.nullable(
        v.pipe(
          v.string(),
          v.minLength(limits.passphraseLeast, `at least ${limits.passphraseLeast} characters`),
          atMost(PASSPHRASE_LENGTH),
        ),
      ),
    }),
    guests: v.object({ cursor: cursor(v.string()) }),
    directory: v.object({
      query: v.optional(v.pipe(v.string(), atMost(limits.queryLength))),
      cursor: cursor(v.strictTuple([v.number(), v.number(), v.string()])),
      limit: v.optional(pageSize(limits.directoryPage)),
    }),
    nothing: v.object({}) as Schema<Record<string, never>>,
    typing: v.object({ active: v.boolean() }),
  };
}

/**
 * Checks a payload.
 *
 * @returns the payload cleaned of what the schema does not name, or the failure to answer with: `too_large` where
 * something is longer than its limit, else `invalid`.
 */
export function check<Output>(
  schema: Schema<Output>,
  payload: unknown,
): { ok: true; value: Output } | Failure {
  if (Array.isArray(payload)) return failure("invalid", "Invalid type: Expected Object but received Array");
  const result = v.safeParse(schema, payload, { abortEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const [issue] = result.issues;
  const where = v.getDotPath(issue);
  const code = issue.type === "max_length" ? "too_large" : "invalid";
  return failure(code, where === null ? issue.message : `${where}: ${issue.message}`);
}
