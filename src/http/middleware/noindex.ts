/**
 * Keeps the addresses of rooms to whoever was given them: not every room is to be found, and the address of a private
 * one may hold an invite. All of them alike, because to serve a page wakes no room that could say which it is.
 */
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../app-env.ts";

/** Before the middleware that sets the security headers, whose `Referrer-Policy` it replaces. */
export const noindex = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  c.header("X-Robots-Tag", "noindex");
  c.header("Referrer-Policy", "no-referrer");
});
