/** The stock server, on hibernating adapters, and made to see recovery on where a wake needs it. */

import { Server } from "socket.io";
import { HibernatingAdapter } from "./adapter/adapter.ts";
import { type AdapterHost, hostAdapters } from "./adapter/adapter-host.ts";
import type { Parser, ResolvedOptions } from "./options.ts";

/** @param replaying whether a wake replays CONNECT packets at this moment */
export function stockServer(
  { path, connectTimeout, connectionStateRecovery: recovery }: ResolvedOptions,
  parser: Parser,
  host: AdapterHost,
  replaying: () => boolean,
): Server {
  const options = { path, connectTimeout, parser, serveClient: false, adapter: HibernatingAdapter };
  hostAdapters(options, host);
  const io = new Server(options as object);
  // The server itself must see recovery on while a wake replays CONNECT packets; its sockets must not. Where a client
  // may recover as well, who passes the middlewares by is decided at admission, for each socket by itself.
  const seen = { ...recovery, skipMiddlewares: false };
  Object.defineProperty(options, "connectionStateRecovery", {
    get: () => (recovery !== undefined || replaying() ? seen : undefined),
  });
  Object.defineProperty(io, "_opts", { value: { connectionStateRecovery: recovery } });
  return io;
}
