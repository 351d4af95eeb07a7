/** What this library adds to the types of stock Socket.IO. */

import type {} from "engine.io";

declare module "engine.io" {
  interface Socket {
    /** Whether the connection was rebuilt because a sleeping client spoke: no new connection, no recovery either. */
    readonly woken: boolean;
  }
}
