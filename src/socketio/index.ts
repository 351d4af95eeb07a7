/** Socket.IO on a hibernating Durable Object. */

import type {} from "./stock-types.ts";

export type { ListenerFailure } from "./admission.ts";
export { SocketIODurableObject } from "./durable-object.ts";
export { Connection } from "./engine/connection.ts";
export type { CookieOptions } from "./engine/cookie.ts";
export type { IncomingRequest } from "./engine/request.ts";
export type { ConnectionStateRecoveryOptions, Parser, SocketIOOptions, TransportName } from "./options.ts";
