/** The OpenAPI document of the HTTP API. Tests compare it with the routes and with what they answer. */
import { Hono } from "hono";
import { PROTOCOL_VERSION } from "../../shared/contract/version.ts";
import { type Limits, limitsFrom } from "../../shared/limits.ts";
import type { AppEnv } from "../app-env.ts";
import { accountPaths } from "./account-paths.ts";
import { eventPaths } from "./events/event-paths.ts";
import { transferPaths } from "./events/transfer-paths.ts";
import { filePaths } from "./file-paths.ts";
import { namedSchemas } from "./json-schema.ts";
import type { Paths } from "./operation.ts";
import { operatorPaths } from "./operator-paths.ts";
import { operatorRecordPaths } from "./operator-record-paths.ts";
import { ownDataPaths } from "./own-data-paths.ts";
import { pushPaths } from "./push-paths.ts";
import { roomPaths } from "./room-paths.ts";
import { apiSchemasFor } from "./schemas.ts";
import { sitePaths } from "./site-paths.ts";

/** `GET /api/openapi.json` (OpenAPI 3.1). */
export const openapi = new Hono<AppEnv>().get("/api/openapi.json", (c) =>
  c.json(describeApi(limitsFrom(c.env)), 200, { "Cache-Control": "public, max-age=300" }),
);

/** @param limits those of the deployment */
export function describeApi(limits: Limits): { paths: Paths } & Record<string, unknown> {
  const schemas = apiSchemasFor(limits);
  return {
    openapi: "3.1.0",
    info: {
      title: "Socket Rocket",
      version: String(PROTOCOL_VERSION),
      summary: "Rooms over HTTP: what needs no connection.",
      description:
        "Every answer is `{ ok: true, ... }` or `{ ok: false, error: { code, message, retryAfter? } }`, as over Socket.IO, whose events `/api/asyncapi.json` describes.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths: {
      ...sitePaths(schemas),
      ...accountPaths(schemas, limits),
      ...roomPaths(schemas, limits),
      ...eventPaths(schemas, limits),
      ...transferPaths(schemas),
      ...filePaths(schemas, limits),
      ...pushPaths(schemas, limits),
      ...ownDataPaths(schemas),
      ...operatorPaths(schemas, limits),
      ...operatorRecordPaths(schemas, limits),
    },
    components: {
      schemas: namedSchemas(schemas),
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "A bot's token, made by the owner of the room, or a session's (`welcome.you.token`).",
        },
        operator: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-operator",
          description: "The session of an operator, from `POST /api/account/operator`.",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-session",
          description: "The session cookie of a page. Over plain HTTP it is called `session`.",
        },
      },
    },
  };
}
