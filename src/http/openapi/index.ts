/** `GET /api/openapi.json`: what the HTTP API takes and answers, for programs that read it (OpenAPI 3.1). */
import { Hono } from "hono";
import { limitsFrom } from "../../shared/limits.ts";
import type { AppEnv } from "../app-env.ts";
import { describeApi } from "./document.ts";

export const openapi = new Hono<AppEnv>().get("/api/openapi.json", (c) =>
  c.json(describeApi(limitsFrom(c.env)), 200, { "Cache-Control": "public, max-age=300" }),
);
