/** Operations that move a whole room: export and import. */
import * as v from "valibot";
import { NDJSON } from "../../transfer/import-room.ts";
import { AUTHENTICATED, describe, type Paths, ROOM_PARAMETER } from "../operation.ts";
import { type ApiSchemas, answer, time } from "../schemas.ts";

const line = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.description("The line that was accepted last, 0 before the first."),
);

const progress = answer({
  line,
  done: v.pipe(v.boolean(), v.description("Whether the import is complete.")),
});

const query = (name: string, description: string, schema: object) => ({
  name,
  in: "query",
  description,
  schema,
});

export function transferPaths(schemas: ApiSchemas): Paths {
  const { Author, Message, RoomSettings } = schemas;
  return {
    "/api/rooms/{room}/export": {
      parameters: [ROOM_PARAMETER],
      get: describe(
        {
          operationId: "exportRoom",
          summary: "The whole room as JSON, for its owner",
          description: `With \`format=ndjson\` the answer is ${NDJSON}: lines that can be imported again, files and guests included.`,
          security: AUTHENTICATED,
          parameters: [query("format", "`json` by default.", { type: "string", enum: ["json", "ndjson"] })],
          responses: {
            200: [
              "Everything but credentials. Deleted messages have no text.",
              answer({
                v: v.pipe(v.number(), v.integer()),
                room: v.string(),
                exportedAt: time,
                settings: RoomSettings,
                bots: v.array(Author),
                sanctions: v.strictObject({ muted: v.array(Author), banned: v.array(Author) }),
                messages: v.array(Message),
              }),
            ],
          },
          errors: ["invalid", "unauthorized", "forbidden", "rate_limited"],
          isOfRoom: true,
        },
        schemas,
      ),
    },
    "/api/rooms/{room}/import": {
      parameters: [ROOM_PARAMETER],
      get: describe(
        {
          operationId: "getImport",
          summary: "How far the import into the room is, for its owner",
          security: AUTHENTICATED,
          responses: { 200: ["The state.", progress] },
          errors: ["invalid", "unauthorized", "forbidden", "not_found", "rate_limited"],
          isOfRoom: true,
        },
        schemas,
      ),
      post: describe(
        {
          operationId: "importRoom",
          summary: "Imports an export into an empty room, for its owner",
          description:
            "The body is an export with `format=ndjson`. An import that was interrupted continues with the lines after the one that was accepted last, and its number as `after`. An error says the number of its line.",
          security: AUTHENTICATED,
          parameters: [
            query("after", "The line that was accepted last.", { type: "integer", minimum: 0 }),
            query(
              "unsigned",
              "`true` accepts an export that is not of this server, or was changed: its people get other ids, and its guests, bots and sanctions are left out.",
              { type: "string", enum: ["true"] },
            ),
          ],
          lines: NDJSON,
          responses: { 200: ["The import is complete.", progress] },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "not_found", "stale", "rate_limited"],
          isOfRoom: true,
        },
        schemas,
      ),
    },
  };
}
