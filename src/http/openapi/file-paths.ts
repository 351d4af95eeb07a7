/** Operations on files. */
import type { Limits } from "../../shared/limits.ts";
import { ref } from "./json-schema.ts";
import {
  AUTHENTICATED,
  BINARY,
  describe,
  errorResponse,
  errorResponses,
  type Paths,
  REDIRECT,
  ROOM_PARAMETER,
} from "./operation.ts";
import { type ApiSchemas, answer } from "./schemas.ts";

export function filePaths(schemas: ApiSchemas, limits: Limits): Paths {
  return {
    "/api/rooms/{room}/files": {
      parameters: [ROOM_PARAMETER],
      post: describe(
        {
          operationId: "uploadFile",
          summary: "Stores a file for a message",
          description: `Any file of 1 to ${limits.fileBytes} bytes is accepted, with its \`Content-Length\`, which browsers and \`fetch\` send by themselves; its type is detected from its content. Location and camera data of JPEG, PNG, GIF, WebP, AVIF, HEIC, TIFF, MP4, MOV and M4A files is overwritten with zeros. A file that is not sent with a message within an hour is removed. It is read at the \`path\` of the message's attachment, by anyone who may read the room.`,
          security: AUTHENTICATED,
          parameters: [
            { name: "name", in: "query", description: "The file's name.", schema: { type: "string" } },
          ],
          hasBinaryBody: true,
          responses: { 201: ["The file as it was stored.", answer({ file: schemas.File })] },
          errors: [
            "invalid",
            "too_large",
            "unauthorized",
            "forbidden",
            "banned",
            "muted",
            "locked",
            "verification_required",
            "not_found",
            "rate_limited",
          ],
          isOfRoom: true,
        },
        schemas,
      ),
    },
    "/rooms/{room}/files/{file}": {
      parameters: [
        ROOM_PARAMETER,
        { name: "file", in: "path", required: true, description: "`id` of a file.", schema: ref("FileId") },
      ],
      get: {
        operationId: "readFile",
        summary: "A file, for anyone who may read the room",
        description:
          "Before it is sent with a message, for the user who uploaded it. Pictures, sound and video that browsers show come with their type, all others as a download with `application/octet-stream`.",
        security: [...AUTHENTICATED, {}],
        parameters: [
          { name: "Range", in: "header", schema: { type: "string" }, example: "bytes=0-1023" },
          { name: "If-None-Match", in: "header", schema: { type: "string" } },
        ],
        responses: {
          200: { description: "The file.", content: { "*/*": { schema: BINARY } } },
          206: { description: "The part of it that `Range` names.", content: { "*/*": { schema: BINARY } } },
          304: { description: "The client has this version." },
          412: { description: "`If-Match` does not name this file." },
          416: errorResponse(416, ["invalid"]),
          ...REDIRECT,
          ...errorResponses(["invalid", "unauthorized", "forbidden", "banned", "not_found", "rate_limited"]),
        },
      },
    },
  };
}
