/** Files of a room. */
import type { Limits } from "../../shared/limits.ts";
import { BINARY, operation, type Paths, problems, REDIRECT, room, SOMEBODY } from "./operation.ts";
import { answered, ref } from "./schemas.ts";

export function filePaths(limits: Limits): Paths {
  return {
    "/api/rooms/{room}/files": {
      parameters: [room],
      post: operation({
        operationId: "uploadFile",
        summary: "Stores a file for a message",
        description: `Any file of 1 to ${limits.fileBytes} bytes is taken, with its \`Content-Length\`, which browsers and \`fetch\` send by themselves; its type is found out from its content. Place and camera data of JPEG, PNG, GIF, WebP, AVIF, HEIC, TIFF, MP4, MOV and M4A files is overwritten with zeros. One that is not sent with a message within an hour is removed. It is read at the \`path\` of the message's attachment, by whoever may read the room.`,
        security: SOMEBODY,
        parameters: [
          { name: "name", in: "query", description: "What it is called.", schema: { type: "string" } },
        ],
        binaryBody: true,
        responses: { 201: ["The file as it was stored.", answered({ file: ref("File") })] },
        errors: [400, 401, 403, 404, 413, 429],
        isOfRoom: true,
      }),
    },
    "/rooms/{room}/files/{file}": {
      parameters: [
        room,
        { name: "file", in: "path", required: true, description: "`id` of a file.", schema: ref("FileId") },
      ],
      get: {
        operationId: "readFile",
        summary: "A file, for whoever may read the room",
        description:
          "Before it is sent with a message, for whoever uploaded it. Pictures, sound and video that browsers show come with their type, all others as a download with `application/octet-stream`.",
        security: [...SOMEBODY, {}],
        parameters: [
          { name: "Range", in: "header", schema: { type: "string" }, example: "bytes=0-1023" },
          { name: "If-None-Match", in: "header", schema: { type: "string" } },
        ],
        responses: {
          200: { description: "The file.", content: { "*/*": { schema: BINARY } } },
          206: { description: "The part of it that `Range` names.", content: { "*/*": { schema: BINARY } } },
          304: { description: "Whoever asks has it already." },
          412: { description: "What `If-Match` names is not this file." },
          ...REDIRECT,
          ...problems([400, 401, 403, 404, 416, 429]),
        },
      },
    },
  };
}
