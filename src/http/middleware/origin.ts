/** Requests from pages of other origins. */
import { createMiddleware } from "hono/factory";
import { isAllowedOrigin } from "../../config/origins.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { sendFailure } from "./errors.ts";

/** What a request from a page of another origin is answered. */
export const FORBIDDEN_ORIGIN = failure("forbidden", "Pages of this origin may not use this server.");

/** Whether the page that sent a request may use this server. Clients that are not browsers send no `Origin`, and may. */
export function isFromAllowedOrigin(c: AppContext): boolean {
  const origin = c.req.header("Origin");
  return origin === undefined || isAllowedOrigin(origin, new URL(c.req.url).host, c.env.ALLOWED_ORIGINS);
}

/** Rejects requests from pages of other origins with `forbidden`. */
export const allowedOrigin = createMiddleware<AppEnv>(async (c, next) =>
  isFromAllowedOrigin(c) ? next() : sendFailure(c, FORBIDDEN_ORIGIN),
);

/** Rejects requests from pages of any other origin, also of an allowed one, with `forbidden`: for what only our own pages do. */
export const ownOrigin = createMiddleware<AppEnv>(async (c, next) =>
  isAllowedOrigin(c.req.header("Origin"), new URL(c.req.url).host, undefined)
    ? next()
    : sendFailure(c, FORBIDDEN_ORIGIN),
);

/** Whether a request came over HTTPS. */
export function isSecure(c: AppContext): boolean {
  return new URL(c.req.url).protocol === "https:";
}
