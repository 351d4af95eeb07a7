/** Headers that limit what browsers and search engines do with an answer. */
import { createMiddleware } from "hono/factory";
import { secureHeaders } from "hono/secure-headers";
import type { AppEnv } from "../app-env.ts";

/**
 * On pages and API answers: a page runs our own scripts and styles and connects to our own server, nothing else. Static files get
 * the same from `public/_headers`.
 */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:", "blob:"],
    mediaSrc: ["'self'", "blob:"],
    // 'self' covers the WebSocket of the same host too (CSP 3, "Does url match expression in origin").
    connectSrc: ["'self'"],
    fontSrc: ["'self'"],
    manifestSrc: ["'self'"],
    workerSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  // Without includeSubDomains: what else lives on the domain is not ours to decide.
  strictTransportSecurity: "max-age=15552000",
  xFrameOptions: "DENY",
  referrerPolicy: "same-origin",
  permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
});

/**
 * Keeps the addresses of rooms out of search engines and referrers: some rooms are unlisted, and the address of a private room may
 * contain an invite. For all rooms alike, because a page is served without waking the room that knows which it is.
 *
 * Comes before {@link securityHeaders}, whose `Referrer-Policy` it replaces.
 */
export const noindex = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  c.header("X-Robots-Tag", "noindex");
  c.header("Referrer-Policy", "no-referrer");
});
