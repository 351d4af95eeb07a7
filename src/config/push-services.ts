/**
 * The push services that a subscription may name.
 *
 * The endpoint of a subscription comes from a client, and the server sends requests to it: it must never be an address that a
 * client chose freely.
 */
import { parseOrigins } from "./origins.ts";

/** The hosts of Chrome and most other browsers, Firefox, and Safari. */
const HOSTS: readonly string[] = [
  "fcm.googleapis.com",
  "updates.push.services.mozilla.com",
  "web.push.apple.com",
];

/** Edge on Windows has a host for each region. */
const DOMAINS: readonly string[] = [".notify.windows.com", ".push.apple.com"];

/**
 * Whether an endpoint belongs to a push service: over HTTPS, at the default port, without credentials.
 *
 * @param others origins of other push services (`PUSH_SERVICES`), separated by spaces or commas
 */
export function isPushService(endpoint: string, others?: string): boolean {
  const url = URL.parse(endpoint);
  if (url === null || url.protocol !== "https:" || url.username !== "" || url.password !== "") return false;
  if (parseOrigins(others).includes(url.origin)) return true;
  if (url.port !== "") return false;
  return HOSTS.includes(url.hostname) || DOMAINS.some((domain) => url.hostname.endsWith(domain));
}
