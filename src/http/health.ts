/** Whether the worker runs, and which contract it speaks. */
import { Hono } from "hono";
import { PROTOCOL_VERSION } from "../shared/contract/version.ts";
import type { AppEnv } from "./app-env.ts";

export const health = new Hono<AppEnv>().get("/api/health", (c) =>
  c.json({ ok: true, v: PROTOCOL_VERSION }, 200, { "Cache-Control": "no-store" }),
);
