/** Headers of pages that other sites may show in a frame, or that show pictures of other sites or Turnstile. */
import { createMiddleware } from "hono/factory";
import { turnstileSiteKey } from "../../auth/turnstile.ts";
import { parseOrigins } from "../../config/origins.ts";
import { EMBED_PARAMETER } from "../../shared/embed.ts";
import type { AppContext, AppEnv } from "../app-env.ts";

const POLICY = "Content-Security-Policy";

/**
 * Lets the sites of `FRAME_ANCESTORS` show a room in a frame, if its address says that it is in one. Any other page can never be
 * framed. Pictures come from `IDENTITY_PICTURE_ORIGINS`, too.
 *
 * Comes before `securityHeaders`, whose headers it replaces.
 */
export const embedding = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const sites = isFramedRoom(c) ? parseOrigins(c.env.FRAME_ANCESTORS) : [];
  const pictures = parseOrigins(c.env.IDENTITY_PICTURE_ORIGINS);
  const policy = c.res.headers.get(POLICY);
  if (policy === null || sites.length + pictures.length === 0) return;
  c.header(
    POLICY,
    policy
      .replace(/frame-ancestors [^;]*/, (none) =>
        sites.length === 0 ? none : `frame-ancestors 'self' ${sites.join(" ")}`,
      )
      .replace(/img-src [^;]*/, (own) => [own, ...pictures].join(" ")),
  );
  // Of two contradicting headers some browsers follow this one.
  if (sites.length > 0) c.res.headers.delete("X-Frame-Options");
});

const TURNSTILE = "https://challenges.cloudflare.com";

/** Lets pages load Turnstile, in a deployment that uses it: one origin, for scripts and frames. Comes before `securityHeaders`, too. */
export const turnstilePolicy = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const policy = c.res.headers.get(POLICY);
  if (policy === null || turnstileSiteKey(c.env) === undefined) return;
  c.header(POLICY, policy.replace(/script-src [^;]*/, `$& ${TURNSTILE}; frame-src ${TURNSTILE}`));
});

/** Whether a page is one that `/embed.js` shows. */
export const isFramedRoom = (c: AppContext): boolean =>
  c.req.path.startsWith("/rooms/") && c.req.query(EMBED_PARAMETER) !== undefined;
