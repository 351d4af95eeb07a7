/** What says something of the server itself. */
import { operation, type Paths } from "./operation.ts";
import { answered, ref } from "./schemas.ts";

export function sitePaths(): Paths {
  const seen = answered({ request: ref("SeenRequest") });
  return {
    "/api/health": {
      get: operation({
        operationId: "getHealth",
        summary: "Whether the worker runs, and which contract it speaks",
        responses: { 200: ["It runs.", answered({ v: { type: "integer" } })] },
        errors: [],
      }),
    },
    "/api/openapi.json": {
      get: operation({
        operationId: "getDescription",
        summary: "This document",
        responses: { 200: ["The document.", { type: "object" }] },
        errors: [],
      }),
    },
    "/api/wire": {
      get: operation({
        operationId: "echoGet",
        summary: "The head of this very request, as it arrived",
        responses: { 200: ["What proves who somebody is, is told by its size alone.", seen] },
        errors: [],
      }),
      post: operation({
        operationId: "echoPost",
        summary: "The head of this very request, as it arrived",
        responses: { 200: ["The body is not read.", seen] },
        errors: [],
      }),
    },
  };
}
