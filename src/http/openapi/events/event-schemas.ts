/**
 * The schemas of the events of a room: of what a client sends, what it is acknowledged with, and what the server sends. A unit test
 * compares them with the published types in `src/shared/contract`.
 */
import * as v from "valibot";
import type { EventName } from "../../../room/event-table.ts";
import { CLIENT_LIMITS, type ClientLimits } from "../../../shared/client-limits.ts";
import type { ServerToClientEvents } from "../../../shared/contract/index.ts";
import { id, natural, reportFields } from "../../../shared/validation/fields.ts";
import type { Schemas } from "../../../shared/validation/schemas.ts";
import { type ApiSchemas, seq, time } from "../schemas.ts";

const object = v.strictObject;

const described = (text: string) => v.pipe(v.string(), v.description(text));

const isTrue = v.literal(true);

/** The schema of what a client sends with each event. */
export const PAYLOADS = {
  "message:send": "send",
  "message:edit": "edit",
  "message:delete": "delete",
  "message:report": "report",
  "reports:get": "reports",
  "report:dismiss": "dismiss",
  "reaction:set": "reaction",
  "history:get": "history",
  search: "search",
  typing: "typing",
  "members:get": "members",
  read: "read",
  "auth:renew": "renew",
  "presence:set": "presence",
  "profile:set": "profile",
  "room:update": "update",
  "room:delete": "nothing",
  "listing:get": "nothing",
  "room:handover": "handover",
  "member:mute": "sanction",
  "member:ban": "sanction",
  "member:erase": "erase",
  "sanctions:get": "nothing",
  "bot:create": "bot",
  "bot:revoke": "erase",
  "bots:get": "nothing",
  "invite:create": "nothing",
  "invite:revoke": "nothing",
  "passphrase:set": "passphrase",
  "keys:get": "nothing",
  "guests:get": "guests",
  "guest:remove": "erase",
  "wire:handshake": "nothing",
} as const satisfies Record<EventName, keyof Schemas>;

/** The schemas of what events are acknowledged with, besides `ok`. */
export type EventResults = ReturnType<typeof eventResults>;

export function eventResults({ Author, Message, RoomSettings, SeenRequest }: ApiSchemas) {
  const nothing = object({});
  const message = object({ message: Message });
  const settings = object({ settings: RoomSettings });
  const member = memberOf();
  const keys = object({ invite: v.boolean(), passphrase: v.boolean() });
  const report = object({
    id: v.string(),
    seq,
    reason: reportFields.reason,
    words: v.optional(v.string()),
    at: time,
    message: v.pipe(Message, v.description("As it was when it was reported.")),
  });
  const cursor = v.optional(described("For the next page; missing at the end."));
  return {
    "message:send": message,
    "message:edit": message,
    "message:delete": message,
    "message:report": nothing,
    "reports:get": object({ reports: v.array(report), open: natural, cursor }),
    "report:dismiss": object({ open: natural }),
    "reaction:set": message,
    "history:get": object({ messages: v.array(Message), hasMore }),
    search: object({
      messages: v.pipe(v.array(Message), v.description("The newest first. A page may have few or none.")),
      cursor,
    }),
    typing: nothing,
    "members:get": object({ members: v.array(member), cursor }),
    read: nothing,
    "auth:renew": object({ identity: identity(), member }),
    "presence:set": nothing,
    "profile:set": object({ member }),
    "room:update": settings,
    "room:delete": nothing,
    "listing:get": object({ listed: v.boolean(), people: natural, needed: natural }),
    "room:handover": settings,
    "member:mute": nothing,
    "member:ban": object({ keys: v.optional(keys) }),
    "member:erase": nothing,
    "sanctions:get": object({ muted: v.array(member), banned: v.array(member) }),
    "bot:create": object({ bot: Author, token: described("For `Authorization: Bearer` and `auth.token`.") }),
    "bot:revoke": nothing,
    "bots:get": object({ bots: v.array(Author) }),
    "invite:create": object({
      token: described("For `auth.invite`."),
      path: described("The page of the room with the token in it."),
    }),
    "invite:revoke": nothing,
    "passphrase:set": nothing,
    "keys:get": keys,
    "guests:get": object({ guests: v.array(member), cursor }),
    "guest:remove": nothing,
    "wire:handshake": object({ handshake: SeenRequest }),
  } satisfies Record<EventName, v.GenericSchema>;
}

/** The schemas of the arguments of what the server sends. */
export type ServerEvents = ReturnType<typeof serverEvents>;

export function serverEvents({ Message, Reaction, Attachment, RoomSettings, Error: Failure }: ApiSchemas) {
  const member = memberOf();
  const shortMessage = v.pipe(
    v.union([
      v.strictTuple([seq, natural, natural, v.string()]),
      v.strictTuple([
        seq,
        natural,
        natural,
        v.string(),
        object({
          replyTo: v.optional(seq),
          editedAt: v.optional(time),
          deleted: v.optional(isTrue),
          reactions: v.optional(v.array(Reaction)),
          attachments: v.optional(v.array(Attachment)),
        }),
      ]),
    ]),
    v.description("`[seq, milliseconds since the message before, number of the author, text, other fields]`"),
  );
  const shortHead = v.pipe(
    object({
      at: v.optional(time),
      authors: v.optional(v.array(v.strictTuple([natural, id, v.string()]))),
    }),
    v.description("What short messages need: the time that they count from, and the numbers of authors."),
  );
  const changes = object({ rev: natural, messages: v.array(Message), erased: v.optional(id) });
  const presence = object({ joined: v.array(member), left: v.array(id), count: natural });
  const people = { members: v.array(member), memberCount: natural };
  const names = Object.keys(CLIENT_LIMITS) as (keyof ClientLimits)[];
  const limits = v.partial(
    v.strictObject(
      Object.fromEntries(names.map((name) => [name, natural])) as Record<keyof ClientLimits, typeof natural>,
    ),
  );
  return {
    welcome: [
      object({
        v: natural,
        short: v.optional(shortHead),
        room: described("The room's canonical name."),
        you: object({
          ...member.entries,
          token: v.optional(described("For `auth.token` next time, of a client without cookies.")),
          identity: v.optional(identity()),
          muted: v.optional(v.boolean()),
        }),
        settings: RoomSettings,
        ...people,
        messages: v.array(Message),
        changes: v.array(Message),
        lastSeq: natural,
        rev: natural,
        limits: v.optional(v.pipe(limits, v.description("Those that differ from the defaults."))),
        read: v.optional(natural),
        gap: v.pipe(
          v.boolean(),
          v.description("Whether too much was missed: `messages` is the newest page."),
        ),
      }),
    ],
    messages: [v.array(Message)],
    batch: [v.array(shortMessage), v.optional(shortHead)],
    nonces: [v.array(v.strictTuple([seq, v.string()]))],
    missed: [
      object({
        messages: v.optional(v.array(shortMessage)),
        head: v.optional(shortHead),
        changes: v.optional(changes),
        room: v.optional(RoomSettings),
        presence: v.optional(presence),
        members: v.optional(v.array(member)),
        memberCount: v.optional(natural),
        typing: v.optional(v.array(id)),
        next: v.optional(shortHead),
      }),
    ],
    changes: [changes],
    room: [RoomSettings],
    presence: [presence],
    typing: [object({ ids: v.array(id) })],
    muted: [object({ on: v.boolean() })],
    reported: [object({ open: natural })],
    read: [object({ seq: natural })],
    account: [object({ rev: natural })],
    goodbye: [
      object({
        ...Failure.entries.error.entries,
        passphrase: v.optional(v.boolean()),
        signedOut: v.optional(v.boolean()),
      }),
    ],
  } satisfies Record<keyof ServerToClientEvents, v.GenericSchema[]>;
}

/** A person in the room. */
export const memberOf = () =>
  object({
    id,
    name: v.string(),
    picture: v.optional(v.string()),
    idle: v.optional(v.boolean()),
    account: v.optional(isTrue),
  });

const identity = () =>
  object({ expires: time, fixedName: v.optional(isTrue), role: v.optional(v.literal("owner")) });

export const hasMore = v.pipe(
  v.union([v.boolean(), v.strictObject({ before: v.boolean(), after: v.boolean() })]),
  v.description("In the direction of the request; with `around`, in each of the two."),
);
