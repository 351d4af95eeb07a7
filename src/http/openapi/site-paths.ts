/** Operations that describe the server itself. */
import * as v from "valibot";
import { describe, type Paths } from "./operation.ts";
import { type ApiSchemas, answer } from "./schemas.ts";

export function sitePaths(schemas: ApiSchemas): Paths {
  const build = {
    v: v.pipe(v.number(), v.integer(), v.description("The version of the contract.")),
    version: v.pipe(v.string(), v.description("The version of the server.")),
    build: v.pipe(v.string(), v.description("Equal for equal sources.")),
  };
  const checks = v.pipe(
    v.record(v.string(), v.picklist(["ok", "failed", "timeout"])),
    v.description(
      "The result by dependency: rooms, relays, directory, secrets, accounts, operations, metrics, files, pages. Those that the deployment does not have are left out.",
    ),
  );
  const seen = answer({ request: schemas.SeenRequest });
  return {
    "/api/health": {
      get: describe(
        {
          operationId: "getHealth",
          summary: "Whether the worker runs, and which version of it",
          responses: { 200: ["It runs. Nothing else was asked.", answer(build)] },
          errors: [],
        },
        schemas,
      ),
    },
    "/api/ready": {
      get: describe(
        {
          operationId: "getReadiness",
          summary: "Whether everything that the server depends on answers",
          responses: {
            200: ["All of it answers.", answer({ ...build, checks })],
            503: [
              "Something fails, or is too slow.",
              v.strictObject({ ok: v.literal(false), ...build, checks }),
            ],
          },
          errors: ["rate_limited"],
        },
        schemas,
      ),
    },
    "/api/openapi.json": {
      get: describe(
        {
          operationId: "getDescription",
          summary: "This document",
          responses: { 200: ["The document.", { type: "object" }] },
          errors: [],
        },
        schemas,
      ),
    },
    "/api/asyncapi.json": {
      get: describe(
        {
          operationId: "getEvents",
          summary: "The events of a room over Socket.IO, as an AsyncAPI 3.0 document",
          responses: { 200: ["The document.", { type: "object" }] },
          errors: [],
        },
        schemas,
      ),
    },
    "/api/push": {
      get: describe(
        {
          operationId: "getPushKey",
          summary: "The public key of this server for Web Push",
          responses: {
            200: [
              "The key.",
              answer({
                key: v.pipe(
                  v.string(),
                  v.description(
                    "`applicationServerKey` of `PushManager.subscribe`, in base64url (RFC 8292).",
                  ),
                ),
              }),
            ],
          },
          errors: ["rate_limited"],
        },
        schemas,
      ),
    },
    "/api/wire": {
      get: describe(
        {
          operationId: "echoGet",
          summary: "The head of this request, as it arrived",
          responses: { 200: ["Of credentials only the size is shown.", seen] },
          errors: [],
        },
        schemas,
      ),
      post: describe(
        {
          operationId: "echoPost",
          summary: "The head of this request, as it arrived",
          responses: { 200: ["The body is not read.", seen] },
          errors: [],
        },
        schemas,
      ),
    },
  };
}
