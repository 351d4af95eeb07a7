/**
 * What a client may send, checked before anything uses it. The page needs none of this.
 *
 * The descriptions appear in the OpenAPI document (`src/http/openapi`). A unit test compares each schema with its published
 * type in `src/shared/contract`, so a field in only one of them does not compile.
 */
import * as v from "valibot";
import { type Failure, failure } from "../contract/errors.ts";
import { LANGUAGES } from "../language.ts";
import type { Limits } from "../limits.ts";
import { PUSH_ENDPOINT_LENGTH, PUSH_LEVELS } from "../push.ts";
import {
  accountChange,
  atMost,
  cursor,
  deviceLink,
  emoji,
  fileId,
  id,
  nameField,
  natural,
  nonceField,
  pageSize,
  queryField,
  recoveryCode,
  reportFields,
  roomNameField,
  seq,
  settingsFields,
  textField,
} from "./fields.ts";
import { credentialAnswer, newCredential } from "./passkey-schemas.ts";

/** A signed session has about 200 characters. */
const TOKEN_LENGTH = 1_024;

const PASSPHRASE_LENGTH = 128;

/** The most changes of an account in a request. */
const MAX_CHANGES = 50;

const pushEndpoint = v.pipe(
  v.string(),
  atMost(PUSH_ENDPOINT_LENGTH),
  v.description("The address that the browser's push service gave it."),
  // One spelling of each address: what is checked, compared and requested must be the same.
  v.transform((endpoint) => URL.parse(endpoint)?.href.replace(/#.*/, "") ?? endpoint),
);

/** Source: https://developers.cloudflare.com/turnstile/get-started/server-side-validation/ */
const TURNSTILE_TOKEN_LENGTH = 2_048;

const turnstileToken = v.pipe(
  v.string(),
  v.nonEmpty(),
  atMost(TURNSTILE_TOKEN_LENGTH),
  v.description("A token of Turnstile, where the deployment asks for it. It is valid once."),
);

const NO_TEXT = "a message needs at least one visible character";

const unique = v.check<string[], string>((ids) => new Set(ids).size === ids.length, "each file once");

/** The schema of every payload, for one set of limits. */
export type Schemas = ReturnType<typeof createSchemas>;

type Payload<Name extends keyof Schemas> = v.InferOutput<Schemas[Name]>;

/** A request for a page, its cursor read. */
export interface Paged<Place> {
  cursor?: Place | undefined;
}

/** Which of the people who are here, the cursor read. */
export type MembersQuery = Payload<"members">;

/** Where a page of members ended: at a person with this name and id. */
export type MembersPlace = NonNullable<MembersQuery["cursor"]>;

/** A page of the directory, the cursor read. */
export type DirectoryQuery = Payload<"directory">;

/** Where a page of the directory ended: at the room with so many people, published at this time, with this name. */
export type DirectoryPlace = NonNullable<DirectoryQuery["cursor"]>;

/** A search, and the `seq` that its results are below. */
export type SearchQuery = Payload<"search">;

/** @returns the schemas for a deployment's limits. Keys they do not name are dropped. */
export function schemasFor(limits: Limits): Schemas {
  const schemas = cache.get(limits) ?? createSchemas(limits);
  cache.set(limits, schemas);
  return schemas;
}

/** Every object that wakes asks for its schemas. */
const cache = new WeakMap<Limits, Schemas>();

function createSchemas(limits: Limits) {
  const name = nameField(limits);
  const rooms = v.pipe(
    v.array(roomNameField),
    v.maxLength(limits.deviceRooms),
    v.description("Rooms that the device has open: they are told when it is signed out."),
  );
  const nonce = nonceField(limits);
  const query = queryField(limits);
  const settings = settingsFields(limits);

  return {
    auth: v.object({
      v: v.optional(natural),
      token: v.optional(v.pipe(v.string(), atMost(TOKEN_LENGTH))),
      // Its length is checked where it is read, so that the reason is about the token.
      jwt: v.optional(v.string()),
      name: v.optional(name),
      invite: v.optional(v.pipe(v.string(), atMost(PASSPHRASE_LENGTH))),
      passphrase: v.optional(v.pipe(v.string(), atMost(PASSPHRASE_LENGTH))),
      lastSeq: v.optional(seq),
      lastAt: v.optional(natural),
      rev: v.optional(seq),
    }),
    send: v.pipe(
      v.object({
        nonce: v.pipe(
          nonce,
          v.description(
            "Messages of one author with the same nonce are stored once. By default `Idempotency-Key`, or a new one.",
          ),
        ),
        text: textField(limits),
        after: v.optional(
          v.pipe(seq, v.description("The newest `seq` the client had when it sent this for the first time.")),
        ),
        replyTo: v.optional(v.pipe(seq, v.description("The `seq` of the message that this one answers."))),
        attachments: v.optional(
          v.pipe(
            v.array(fileId),
            v.maxLength(limits.filesPerMessage),
            unique,
            v.description("Files that were uploaded for this message. The text may then be empty."),
          ),
        ),
      }),
      v.check(({ text, attachments = [] }) => text !== "" || attachments.length > 0, NO_TEXT),
    ),
    edit: v.object({ seq, text: v.pipe(textField(limits), v.nonEmpty(NO_TEXT)) }),
    delete: v.object({ seq }),
    reaction: v.object({ seq, emoji, on: v.boolean() }),
    report: v.object({ seq, ...reportFields }),
    reports: v.object({ cursor: cursor(v.strictTuple([v.number(), v.string()])) }),
    dismiss: v.object({ id }),
    history: v.pipe(
      v.object({
        before: v.optional(v.pipe(seq, v.description("Messages with a lower `seq`."))),
        after: v.optional(v.pipe(seq, v.description("Messages with a higher `seq`."))),
        around: v.optional(v.pipe(seq, v.description("This message, and those on both sides of it."))),
        limit: v.optional(pageSize(limits.historyPage), limits.historyDefault),
      }),
      v.check(
        ({ before, after, around }) => [before, after, around].filter((at) => at !== undefined).length <= 1,
        "at most one of before, after and around",
      ),
    ),
    search: v.object({ query, cursor: cursor(seq) }),
    members: v.pipe(
      v.object({
        cursor: cursor(v.strictTuple([v.string(), v.string()])),
        query: v.optional(query),
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
    renew: v.object({ jwt: v.string() }),
    presence: v.object({ idle: v.boolean(), visible: v.optional(v.boolean()) }),
    profile: v.object({ name }),
    update: v.partial(v.object(settings)),
    create: v.pipe(
      v.object({
        name: v.exactOptional(
          v.pipe(
            v.string(),
            v.minLength(1),
            v.description(
              "In any spelling; the answer has the canonical one. Without it, a room that is not public gets a random name.",
            ),
          ),
        ),
        turnstile: v.exactOptional(turnstileToken),
        ...v.partial(v.object(settings)).entries,
      }),
      v.forward(
        v.check(
          ({ name, visibility = "public" }) => name !== undefined || visibility !== "public",
          "a public room needs a name",
        ),
        ["name"],
      ),
    ),
    verification: v.object({ token: turnstileToken }),
    sanction: v.object({ id, on: v.boolean() }),
    erase: v.object({ id }),
    handover: v.object({ id }),
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
    deviceLink: v.object({
      name: v.exactOptional(name),
      rooms: v.exactOptional(rooms),
    }),
    link: v.object({ link: deviceLink }),
    accountState: v.object({
      rev: v.exactOptional(natural),
      changes: v.pipe(
        v.array(accountChange(limits)),
        v.maxLength(MAX_CHANGES, `at most ${MAX_CHANGES} changes`),
      ),
    }),
    savePasskey: v.object({
      response: newCredential,
      name: v.exactOptional(name),
      rooms: v.exactOptional(rooms),
    }),
    recover: v.object({ code: recoveryCode }),
    signIn: v.object({ response: credentialAnswer }),
    directory: v.object({
      query: v.optional(v.pipe(query, v.description("Rooms with this in their name, title or topic."))),
      cursor: cursor(v.strictTuple([v.number(), v.number(), v.string()])),
      limit: v.optional(pageSize(limits.directoryPage), limits.directoryPage),
    }),
    pushSubscription: v.object({
      endpoint: pushEndpoint,
      keys: v.object({
        p256dh: v.pipe(
          v.string(),
          v.regex(/^B[\w-]{86}$/, "must be an uncompressed point on P-256 in base64url"),
        ),
        auth: v.pipe(v.string(), v.regex(/^[\w-]{22}$/, "must be 16 bytes in base64url")),
      }),
      level: v.pipe(v.picklist(PUSH_LEVELS), v.description("All messages, or mentions and replies.")),
      language: v.picklist(LANGUAGES),
    }),
    pushRemoval: v.object({ endpoint: pushEndpoint }),
    /** For requests without parameters. */
    nothing: v.object({}) as v.GenericSchema<unknown, Record<string, never>>,
    typing: v.object({ active: v.boolean() }),
  };
}

/**
 * Checks a payload.
 *
 * @returns the payload without keys that the schema does not name, or the failure to answer with: `too_large` where
 * something is longer than its limit, else `invalid`.
 */
export function check<Output>(
  schema: v.GenericSchema<unknown, Output>,
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
