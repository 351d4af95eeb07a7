/** Creates the stock Socket.IO server, with an adapter and a parser that work with hibernation. */

import { Server } from "socket.io";
import * as defaultParser from "socket.io-parser";
import { HibernatingAdapter } from "./adapter/adapter.ts";
import { type AdapterHost, setAdapterHost } from "./adapter/adapter-host.ts";
import { ClusterAdapter } from "./cluster/cluster-adapter.ts";
import type { ParsedPacket, Parser, ResolvedOptions } from "./options.ts";
import { PacketType } from "./socketio-internals.ts";

/**
 * Creates a server. It listens nowhere: `io.bind` connects it to an engine.
 *
 * @param isWaking whether a wake is replaying CONNECT packets now
 */
export function createServer(
  { path, connectTimeout, connectionStateRecovery: recovery, parser: customParser }: ResolvedOptions,
  host: AdapterHost,
  isWaking: () => boolean,
): Server {
  const parser = customParser ?? (defaultParser as unknown as Parser);
  const options = {
    path,
    connectTimeout,
    parser: recovery === undefined ? parser : withDefaultOffset(parser),
    serveClient: false,
    adapter: host.cluster === undefined ? HibernatingAdapter : ClusterAdapter,
  };
  setAdapterHost(options, host);
  const io = new Server(options as object);
  // On a wake the server must restore sessions, even if recovery is off; its sockets must see the real option.
  // `skipMiddlewares` is false, because admission decides for each socket whether its middlewares run.
  const forServer = { ...recovery, skipMiddlewares: false };
  Object.defineProperty(options, "connectionStateRecovery", {
    get: () => (recovery !== undefined || isWaking() ? forServer : undefined),
  });
  Object.defineProperty(io, "_opts", { value: { connectionStateRecovery: recovery } });
  rejectUnavailable(io);
  return io;
}

/** Methods of a server on Node that would have no effect here, or break the server, and the reason. */
const UNAVAILABLE: Record<string, string> = {
  adapter: "an object needs its own adapter, for sleeping sockets",
  attach: "`fetch` of the object is the server",
  attachApp: "`fetch` of the object is the server",
  listen: "`fetch` of the object is the server",
};

/** Lets methods throw that are not available. Without an argument, `io.adapter()` still returns the adapter's class. */
function rejectUnavailable(io: Server): void {
  const adapterClass = io.adapter();
  for (const [name, reason] of Object.entries(UNAVAILABLE)) {
    const value = (...args: unknown[]): unknown => {
      if (name === "adapter" && args.length === 0) return adapterClass;
      throw new TypeError(`io.${name} is not available in a Durable Object: ${reason}`);
    };
    Object.defineProperty(io, name, { value, configurable: true, writable: true });
  }
}

const parsersWithOffset = new WeakMap<Parser, Parser>();

/**
 * Returns a parser that adds an empty `offset` to CONNECT packets with a `pid`. A client that has not received an event yet
 * has no offset, and Socket.IO recovers no session without one.
 */
function withDefaultOffset(parser: Parser): Parser {
  const known = parsersWithOffset.get(parser);
  if (known !== undefined) return known;
  class Decoder extends parser.Decoder {
    override on(event: "decoded", listener: (packet: ParsedPacket) => void): unknown {
      if (event !== "decoded") return super.on(event, listener);
      return super.on(event, (packet) => {
        if (packet.type === PacketType.CONNECT) addDefaultOffset(packet.data);
        listener(packet);
      });
    }
  }
  const extended = { ...parser, Encoder: parser.Encoder, Decoder };
  parsersWithOffset.set(parser, extended);
  return extended;
}

function addDefaultOffset(auth: unknown): void {
  if (typeof auth !== "object" || auth === null) return;
  const connect = auth as { pid?: unknown; offset?: unknown };
  if (typeof connect.pid === "string" && connect.offset === undefined) connect.offset = "";
}
