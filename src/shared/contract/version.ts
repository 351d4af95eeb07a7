/** The version of the wire contract that clients get which name none: of the HTTP API, the export, and `welcome.v`. */
export const PROTOCOL_VERSION = 1;

/**
 * The newest version of the events. A client names the newest version that it reads in `auth.v`, and gets that one, or the
 * newest that the server has: `welcome.v`.
 *
 * - 1: new messages arrive as `messages`.
 * - 2: new messages arrive as `batch`, in their short form, and nonces of your own as `nonces`.
 *
 * A server that has dropped the client's version answers in a newer one: a page then reloads itself.
 */
export const EVENTS_VERSION = 2;
