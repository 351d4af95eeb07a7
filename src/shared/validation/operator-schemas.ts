/** What operators send: bodies and queries below `/api/operator`, and their sign-in. */
import * as v from "valibot";
import type { Limits } from "../limits.ts";
import { OPERATOR_NAME_LENGTH, REASON_LENGTH, REPORT_ACTS } from "../operator.ts";
import { atMost, id, nameField, natural, pageSize, roomNameField, seq } from "./fields.ts";

/** The longest token: one of an issuer may be long. In characters. */
const TOKEN_LENGTH = 8_192;

/** The most items of a page. */
const PAGE = 100;

export type OperatorSchemas = ReturnType<typeof build>;

/** The schemas for the limits of a deployment, made once. */
export function operatorSchemasFor(limits: Limits): OperatorSchemas {
  const known = cache.get(limits);
  if (known !== undefined) return known;
  const schemas = build(limits);
  cache.set(limits, schemas);
  return schemas;
}

const cache = new WeakMap<Limits, OperatorSchemas>();

function build(limits: Limits) {
  const reason = v.pipe(
    v.optional(v.string(), ""),
    v.transform((text) => text.trim()),
    atMost(REASON_LENGTH),
    v.description("Why, for the audit log."),
  );
  const limit = v.optional(pageSize(PAGE), 50);
  return {
    signIn: v.object({
      token: v.pipe(v.string(), v.nonEmpty("a token"), atMost(TOKEN_LENGTH)),
      name: v.exactOptional(nameField({ nameLength: OPERATOR_NAME_LENGTH })),
    }),
    rooms: v.object({
      query: v.optional(v.pipe(v.string(), atMost(limits.queryLength))),
      after: v.optional(roomNameField),
      limit,
    }),
    reason: v.object({ reason }),
    close: v.object({
      on: v.pipe(v.boolean(), v.description("Whether nobody may write in the room.")),
      reason,
    }),
    feature: v.object({ on: v.boolean(), reason }),
    handover: v.object({
      to: v.pipe(id, v.description("The id of the new owner.")),
      from: v.optional(
        v.pipe(
          v.nullable(id),
          v.description("The owner that you see, null for none: `stale` if it is another by now."),
        ),
      ),
      reason,
    }),
    person: v.object({ id, on: v.optional(v.boolean(), true), reason }),
    message: v.object({ seq, reason }),
    reports: v.object({
      state: v.optional(v.picklist(["open", "all"]), "open"),
      offset: v.optional(natural, 0),
      limit,
    }),
    reportAct: v.object({ act: v.picklist(REPORT_ACTS), reason }),
    ban: v.pipe(
      v.object({
        person: v.exactOptional(v.pipe(id, v.description("The id of a person."))),
        network: v.exactOptional(
          v.pipe(
            v.string(),
            atMost(64),
            v.description("An IPv4 address, or an address of an IPv6 network, whose /64 is banned."),
          ),
        ),
        networkOf: v.exactOptional(
          v.pipe(
            id,
            v.description(
              "The id of a person: the network that they are connected from in `room`, or were last, is banned.",
            ),
          ),
        ),
        name: v.exactOptional(nameField(limits)),
        room: v.exactOptional(
          v.pipe(roomNameField, v.description("The room where they are: it is told before the answer.")),
        ),
        hours: v.exactOptional(
          v.pipe(
            natural,
            v.minValue(1),
            v.maxValue(87_600),
            v.description("For how long; for ever without."),
          ),
        ),
        reason,
      }),
      v.check(
        ({ person, network, networkOf }) =>
          [person, network, networkOf].filter((subject) => subject !== undefined).length === 1,
        "one of `person`, `network` and `networkOf`",
      ),
      v.check(
        ({ networkOf, room }) => networkOf === undefined || room !== undefined,
        "room: needed for `networkOf`",
      ),
    ),
    bans: v.object({ offset: v.optional(natural, 0), limit }),
    audit: v.object({ before: v.optional(natural), room: v.optional(roomNameField), limit }),
    ownership: v.object({ link: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, "must be the link")) }),
  };
}
