/** What operators decided in all rooms, and the log of what they did. */
import * as v from "valibot";
import type { Limits } from "../../shared/limits.ts";
import { reportFields } from "../../shared/validation/fields.ts";
import { operatorSchemasFor } from "../../shared/validation/operator-schemas.ts";
import { describe, type Paths } from "./operation.ts";
import { changed, OPERATOR, operator, queryParameters } from "./operator-paths.ts";
import { type ApiSchemas, answer, time } from "./schemas.ts";

export function operatorRecordPaths(schemas: ApiSchemas, limits: Limits): Paths {
  const { ban, reportAct } = operatorSchemasFor(limits);
  const report = v.strictObject({
    id: v.string(),
    room: v.string(),
    seq: v.number(),
    ...reportFields,
    at: time,
    reporter: schemas.Author,
    context: v.pipe(
      v.array(schemas.Message),
      v.description("The message and those around it, as they were when it was reported."),
    ),
    outcome: v.optional(v.pipe(v.string(), v.description("What was done; missing while it waits."))),
    by: v.optional(v.string()),
    handledAt: v.optional(time),
  });
  const kind = v.picklist(["person", "network"]);
  const banned = v.strictObject({
    kind,
    value: v.string(),
    name: v.optional(v.string()),
    reason: v.string(),
    by: v.string(),
    at: time,
    until: v.optional(time),
  });
  const entry = v.strictObject({
    id: v.number(),
    at: time,
    operator,
    act: v.string(),
    room: v.optional(v.string()),
    target: v.optional(v.string()),
    reason: v.string(),
    outcome: v.pipe(v.string(), v.description("`done`, `unchanged`, `pending`, or the code of the error.")),
  });
  const exported = (operationId: string, summary: string) =>
    describe(
      {
        operationId,
        summary,
        security: OPERATOR,
        responses: { 200: ["A file.", { type: "string" }] },
        errors: ["forbidden", "not_found"],
      },
      schemas,
    );
  return {
    "/api/operator/bans": {
      get: describe(
        {
          operationId: "listBans",
          summary: "Who is banned in all rooms, the newest first",
          parameters: queryParameters(["offset", "limit"]),
          security: OPERATOR,
          responses: { 200: ["A page.", answer({ bans: v.array(banned), offset: v.optional(v.number()) })] },
          errors: ["invalid", "not_found"],
        },
        schemas,
      ),
      post: describe(
        {
          operationId: "banEverywhere",
          summary: "Bans a person or a network in all rooms",
          description:
            "Their connections end within seconds. `networkOf` bans the network of a person whose address you do not know: `not_found` if the room does not know it either.",
          security: OPERATOR,
          requestBody: ban,
          responses: { 200: ["The ban.", answer({ ban: banned, changed: v.optional(v.boolean()) })] },
          errors: ["invalid", "too_large", "forbidden", "not_found"],
        },
        schemas,
      ),
      delete: describe(
        {
          operationId: "endBan",
          summary: "Ends a ban",
          security: OPERATOR,
          requestBody: ban,
          responses: { 200: ["There is none any more.", changed] },
          errors: ["invalid", "too_large", "forbidden", "not_found"],
        },
        schemas,
      ),
    },
    "/api/operator/reports": {
      get: describe(
        {
          operationId: "listReportsOfAllRooms",
          summary: "Reports of messages from all rooms, the newest first, and how many wait",
          parameters: queryParameters(["state", "offset", "limit"]),
          security: OPERATOR,
          responses: {
            200: [
              "A page.",
              answer({ reports: v.array(report), open: v.number(), offset: v.optional(v.number()) }),
            ],
          },
          errors: ["invalid", "not_found"],
        },
        schemas,
      ),
    },
    "/api/operator/reports/{id}": {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
      post: describe(
        {
          operationId: "handleReport",
          summary: "Dismisses a report, deletes the message, or mutes or bans its author",
          security: OPERATOR,
          requestBody: reportAct,
          responses: {
            200: [
              "It is done; `changed` is false if the report was handled before, with what was done and by whom.",
              answer({
                changed: v.optional(v.boolean()),
                outcome: v.optional(v.string()),
                by: v.optional(v.string()),
                gone: v.optional(
                  v.pipe(v.boolean(), v.description("The message that was to be deleted was gone already.")),
                ),
              }),
            ],
          },
          errors: ["invalid", "too_large", "forbidden", "not_found"],
        },
        schemas,
      ),
    },
    "/api/operator/audit": {
      get: describe(
        {
          operationId: "readAuditLog",
          summary: "What operators did, the newest first",
          parameters: queryParameters(["before", "room", "limit"]),
          security: OPERATOR,
          responses: {
            200: ["A page.", answer({ entries: v.array(entry), before: v.optional(v.number()) })],
          },
          errors: ["invalid", "not_found"],
        },
        schemas,
      ),
    },
    "/api/operator/audit.ndjson": {
      get: exported("exportAuditLog", "The whole audit log, a line of JSON for each act"),
    },
    "/api/operator/audit.csv": {
      get: exported("exportAuditLogAsCsv", "The whole audit log for a spreadsheet"),
    },
  };
}
