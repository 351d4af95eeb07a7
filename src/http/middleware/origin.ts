/** Where a request comes from, and over what. */
import { isAllowedOrigin } from "../../config/origins.ts";
import type { AppContext } from "../app-env.ts";

/** Whether a request came over HTTPS. */
export function isSecure(c: AppContext): boolean {
  return new URL(c.req.url).protocol === "https:";
}

/** Whether the page that sent a request, if a page did, may. */
export function isFromAllowedOrigin(c: AppContext): boolean {
  const origin = c.req.header("Origin");
  return origin === undefined || isAllowedOrigin(origin, new URL(c.req.url).host, c.env.ALLOWED_ORIGINS);
}
