/** Operations on a person's own data: what their account and a room store about them. */
import * as v from "valibot";
import { REPORT_REASONS } from "../../shared/contract/settings.ts";
import { PUSH_LEVELS } from "../../shared/push.ts";
import { fileId, id, natural } from "../../shared/validation/fields.ts";
import { ERASURE_QUERY, PERSONAL_DATA_QUERY } from "../rooms/personal-data.ts";
import { queryParameters } from "./json-schema.ts";
import { AUTHENTICATED, describe, type Paths, ROOM_PARAMETER } from "./operation.ts";
import { type ApiSchemas, answer, seq, time } from "./schemas.ts";

/** A session's token; a page's own session cookie. */
const SESSION = [{ token: [] }, { session: [] }];

export function ownDataPaths(schemas: ApiSchemas): Paths {
  const { Account, AccountItem, Author, Message } = schemas;
  const next = v.optional(v.pipe(seq, v.description("Send it as `after` to go on. Missing at the end.")));
  const file = v.strictObject({
    id: fileId,
    name: v.string(),
    type: v.string(),
    size: natural,
    width: v.optional(natural),
    height: v.optional(natural),
  });
  const isTrue = v.optional(v.literal(true));
  const stored = v.strictObject({
    id,
    owner: isTrue,
    ownerUntil: v.optional(time),
    guest: v.optional(v.string()),
    muted: v.optional(v.string()),
    banned: v.optional(v.string()),
    read: v.optional(seq),
    verified: isTrue,
    pushSubscriptions: v.array(
      v.strictObject({
        service: v.pipe(v.string(), v.description("The host of the push service.")),
        level: v.picklist(PUSH_LEVELS),
        language: v.string(),
        at: time,
      }),
    ),
    files: v.array(file),
    reports: v.array(
      v.strictObject({
        id: v.string(),
        seq,
        reason: v.picklist(REPORT_REASONS),
        words: v.optional(v.string()),
        at: time,
      }),
    ),
  });
  return {
    "/api/account/data": {
      get: describe(
        {
          operationId: "getAccountData",
          summary: "Everything that the account of the person who asks stores, apart from secrets",
          description:
            "What a room stores is at `/api/rooms/{room}/data`, for each room of `visits` and of `state`.",
          security: SESSION,
          responses: {
            200: [
              "The person, and their account if they have one.",
              answer({
                you: Author,
                account: v.optional(
                  v.strictObject({
                    ...Account.entries,
                    name: v.optional(v.string()),
                    state: v.array(AccountItem),
                    visits: v.array(v.strictObject({ device: v.string(), room: v.string(), at: time })),
                  }),
                ),
              }),
            ],
          },
          errors: ["unauthorized", "forbidden", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/rooms/{room}/data": {
      parameters: [ROOM_PARAMETER],
      get: describe(
        {
          operationId: "getPersonalData",
          summary: "A page of what the room stores about the person who asks",
          description:
            "Also for people who are banned or not admitted any more. `stored` is on the first page. A page may have no messages.",
          security: AUTHENTICATED,
          parameters: queryParameters(PERSONAL_DATA_QUERY),
          responses: {
            200: [
              "The page.",
              answer({
                stored: v.optional(stored),
                messages: v.array(Message),
                reactions: v.array(v.strictObject({ seq, emoji: v.array(v.string()) })),
                next,
              }),
            ],
          },
          errors: ["invalid", "unauthorized", "forbidden", "not_found", "rate_limited"],
          isOfRoom: true,
        },
        schemas,
      ),
      delete: describe(
        {
          operationId: "erasePersonalData",
          summary: "Erases what the room stores about the person who asks",
          description:
            "Messages, files, reactions, read mark, push subscriptions, and the place among the guests. Bans and reports stay, without the name. The owner hands the room over or deletes it first, or sends `giveUp=true`: the room then has no owner, and an operator can hand it over. With `next` in the answer, send the same request with `after=<next>`. It may be repeated.",
          security: AUTHENTICATED,
          parameters: queryParameters(ERASURE_QUERY),
          responses: { 200: ["It is erased, or with `next` a part of it.", answer({ next })] },
          errors: ["invalid", "unauthorized", "forbidden", "not_found", "rate_limited"],
          isOfRoom: true,
        },
        schemas,
      ),
    },
  };
}
