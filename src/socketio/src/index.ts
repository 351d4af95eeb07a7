/** Socket.IO on a hibernating Durable Object. */

import type {} from "engine.io";

export type { ClusterObjects, ClusterOptions } from "./cluster/cluster-options.ts";
export { Emitter, type EmitterOperator, type EmitterOptions } from "./cluster/worker/emitter.ts";
export { type PlacementOptions, placeConnection } from "./cluster/worker/place-connection.ts";
export { SocketIODurableObject } from "./durable-object.ts";
export { Connection } from "./engine/connection.ts";
export { whileAwake } from "./hibernation/while-awake.ts";
export { whileConnected } from "./hibernation/while-connected.ts";
export type { CookieOptions } from "./http/cookie.ts";
export type { IncomingRequest } from "./http/request.ts";
export type { ListenerFailure } from "./namespaces/admission.ts";
export type { LazySocket, LazySockets } from "./namespaces/lazy-socket.ts";
export type { ConnectionStateRecoveryOptions, Parser, SocketIOOptions, TransportName } from "./options.ts";

/** Adds to the types of Socket.IO. It is in this file so that it is in the package's declarations. */
declare module "engine.io" {
  interface Socket {
    /** Whether the connection was rebuilt after hibernation, because its client sent a packet or left. */
    readonly woken: boolean;
  }
}
