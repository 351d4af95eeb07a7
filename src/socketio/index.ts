/** Socket.IO on a hibernating Durable Object. */

import type {} from "engine.io";

export type { ListenerFailure } from "./namespaces/admission.ts";
export { SocketIODurableObject } from "./durable-object.ts";
export { Connection } from "./engine/connection.ts";
export type { CookieOptions } from "./http/cookie.ts";
export type { IncomingRequest } from "./http/request.ts";
export type { ConnectionStateRecoveryOptions, Parser, SocketIOOptions, TransportName } from "./options.ts";
export { whileConnected } from "./hibernation/while-connected.ts";

/** What this library adds to the types of Socket.IO. It is in this file so that declarations made from it have it too. */
declare module "engine.io" {
  interface Socket {
    /** Whether the connection was rebuilt because a sleeping client spoke: no new connection, no recovery either. */
    readonly woken: boolean;
  }
}
