/** CORS: pages of the allowed origins may read answers of the API. */
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { corsFor } from "../../config/origins.ts";
import type { AppEnv } from "../app-env.ts";

/** How long a browser caches a preflight, in seconds. */
const MAX_AGE = 600;

export const crossOrigin = createMiddleware<AppEnv>((c, next) => {
  const allowed = corsFor(c.env.ALLOWED_ORIGINS);
  if (allowed === undefined) return next();
  return cors({
    ...allowed,
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: ["Authorization", "Content-Type", "Idempotency-Key"],
    exposeHeaders: ["Location", "Retry-After"],
    maxAge: MAX_AGE,
  })(c, next);
});
