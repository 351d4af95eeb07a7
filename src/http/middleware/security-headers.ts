/** What a browser may do with what we send: run our own scripts and styles, talk to our own server, nothing else. */
import { secureHeaders } from "hono/secure-headers";

/** On pages and API answers. Static files get the same from `public/_headers`. */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:", "blob:"],
    mediaSrc: ["'self'"],
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
