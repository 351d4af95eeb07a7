/** Emits to the clients of a cluster from code without a Socket.IO server: routes, queues, cron handlers, other Workers. */

import { type BroadcastFlags, MessageType } from "socket.io-adapter";
import * as defaultParser from "socket.io-parser";
import type { Parser } from "../../options.ts";
import { PacketType } from "../../socketio-internals.ts";
import { type ClusterObjects, checkCluster } from "../cluster-options.ts";
import { callObject } from "../messaging/calls.ts";
import type { ClusterMessage, EncodedOptions } from "../messaging/messages.ts";
import { PacketCodec } from "../messaging/packet-codec.ts";
import { Publisher } from "../messaging/publisher.ts";

/** Maps of event names to listeners, and what their arguments are. */
type EventMap<T> = { [E in keyof T]: unknown };
type EventName<Events> = keyof Events & string;
type EventArgs<Events, Name extends keyof Events> = Events[Name] extends (...args: infer Args) => unknown
  ? Args
  : unknown[];
// biome-ignore lint/suspicious/noExplicitAny: Socket.IO's own default for events without types
type AnyEvents = { [name: string]: (...args: any[]) => void };

/**
 * The options of an {@link Emitter}.
 *
 * @example
 * ```ts
 * import { Emitter, type EmitterOptions } from "socket.io-durable-objects";
 * import * as parser from "socket.io-msgpack-parser";
 *
 * const options: EmitterOptions = { parser };
 *
 * export const announce = (env: { CHAT: DurableObjectNamespace }, text: string): Promise<void> =>
 *   new Emitter(env.CHAT, "main", options).emit("announcement", text);
 * ```
 */
export interface EmitterOptions {
  /** The parser of the servers, if it is not the default one. */
  parser?: Parser;
  /** How long the owner of the cluster may take to order what is emitted, in milliseconds. Default 5,000. */
  callTimeout?: number;
}

/** Names that clients or servers do not accept from others. */
const RESERVED_EVENTS = new Set([
  "connect",
  "connect_error",
  "connection",
  "disconnect",
  "disconnecting",
  "new_namespace",
  "newListener",
  "removeListener",
]);

/** A message without its namespace. */
type Message = ClusterMessage extends infer M ? (M extends ClusterMessage ? Omit<M, "nsp"> : never) : never;

/** What emitters of all namespaces of a cluster share. */
class EmitterConnection {
  readonly codec: PacketCodec;
  #publisher: Publisher | undefined;

  constructor(
    private readonly objects: ClusterObjects,
    private readonly cluster: string,
    { parser = defaultParser as unknown as Parser, callTimeout = 5_000 }: EmitterOptions,
  ) {
    this.codec = new PacketCodec(parser);
    this.callTimeout = callTimeout;
  }

  private readonly callTimeout: number;

  /** Publishes messages, those of a turn of the event loop by one call. A call belongs to the request that makes it. */
  async publish(namespace: string, message: Message): Promise<void> {
    if (this.#publisher === undefined) {
      this.#publisher = new Publisher(`emitter ${crypto.randomUUID()}`, this.cluster, (name, call) =>
        callObject(this.objects, name, call, this.callTimeout),
      );
      queueMicrotask(() => {
        this.#publisher = undefined;
      });
    }
    await this.#publisher.publish({ ...message, nsp: namespace } as ClusterMessage);
  }
}

/**
 * Chooses the receivers of an event. `to`, `in`, `except`, `compress` and `volatile` return a new operator.
 *
 * All methods that send something return a promise that resolves when the owner of the cluster has ordered it, and rejects if it
 * cannot be reached. What is not awaited may arrive in another order, or never: pass it to `ctx.waitUntil`.
 *
 * @example
 * ```ts
 * import { Emitter, type EmitterOperator } from "socket.io-durable-objects";
 *
 * const roomOf = (env: { CHAT: DurableObjectNamespace }, user: string): EmitterOperator =>
 *   new Emitter(env.CHAT, "main").to(`user ${user}`);
 *
 * export async function logOut(env: { CHAT: DurableObjectNamespace }, user: string): Promise<void> {
 *   await roomOf(env, user).emit("logged out");
 *   await roomOf(env, user).disconnectSockets(true);
 * }
 * ```
 */
export class EmitterOperator<
  EmitEvents extends EventMap<EmitEvents> = AnyEvents,
  ServerSideEvents extends EventMap<ServerSideEvents> = AnyEvents,
> {
  /** @internal */
  constructor(
    protected readonly connection: EmitterConnection,
    protected readonly namespace: string,
    private readonly rooms: ReadonlySet<string> = new Set(),
    private readonly exceptRooms: ReadonlySet<string> = new Set(),
    private readonly flags: BroadcastFlags = {},
  ) {}

  /** Targets a room, or several. A client in any of them gets the event once. */
  to(room: string | string[]): EmitterOperator<EmitEvents, ServerSideEvents> {
    return this.#with({ rooms: [room].flat() });
  }

  /** The same as {@link to}. */
  in(room: string | string[]): EmitterOperator<EmitEvents, ServerSideEvents> {
    return this.to(room);
  }

  /** Excludes a room, or several. */
  except(room: string | string[]): EmitterOperator<EmitEvents, ServerSideEvents> {
    return this.#with({ except: [room].flat() });
  }

  /** Has no effect, as in a Durable Object: the runtime negotiates compression. */
  compress(compress: boolean): EmitterOperator<EmitEvents, ServerSideEvents> {
    return this.#with({ flags: { compress } });
  }

  /** The event may be lost by clients that cannot take it now. */
  get volatile(): EmitterOperator<EmitEvents, ServerSideEvents> {
    return this.#with({ flags: { volatile: true } });
  }

  /**
   * Emits an event to the clients.
   *
   * @throws TypeError for a reserved event name, or an acknowledgement: use a server for that
   */
  async emit<Name extends EventName<EmitEvents>>(
    event: Name,
    ...args: EventArgs<EmitEvents, Name>
  ): Promise<void> {
    checkEvent(event, args);
    const { codec } = this.connection;
    const packet = codec.encode({ type: PacketType.EVENT, nsp: this.namespace, data: [event, ...args] });
    const isRecoverable = this.flags.volatile !== true;
    await this.#publish({
      type: MessageType.BROADCAST,
      data: { opts: this.#options, packet, isRecoverable },
    });
  }

  /** Makes the sockets join rooms. */
  async socketsJoin(room: string | string[]): Promise<void> {
    await this.#publish({
      type: MessageType.SOCKETS_JOIN,
      data: { opts: this.#options, rooms: [room].flat() },
    });
  }

  /** Makes the sockets leave rooms. */
  async socketsLeave(room: string | string[]): Promise<void> {
    await this.#publish({
      type: MessageType.SOCKETS_LEAVE,
      data: { opts: this.#options, rooms: [room].flat() },
    });
  }

  /** Disconnects the sockets; with `close`, their connections, too. */
  async disconnectSockets(close = false): Promise<void> {
    await this.#publish({ type: MessageType.DISCONNECT_SOCKETS, data: { opts: this.#options, close } });
  }

  /**
   * Emits an event to the servers of all nodes with clients.
   *
   * @throws TypeError for a reserved event name, or an acknowledgement: use a server for that
   */
  async serverSideEmit<Name extends EventName<ServerSideEvents>>(
    event: Name,
    ...args: EventArgs<ServerSideEvents, Name>
  ): Promise<void> {
    checkEvent(event, args);
    const packet = this.connection.codec.encodeValues([event, ...args]);
    await this.#publish({ type: MessageType.SERVER_SIDE_EMIT, data: { packet } });
  }

  #publish(message: Message): Promise<void> {
    return this.connection.publish(this.namespace, message);
  }

  get #options(): EncodedOptions {
    return { rooms: [...this.rooms], except: [...this.exceptRooms], flags: this.flags };
  }

  #with({
    rooms = [],
    except = [],
    flags = {},
  }: Partial<EncodedOptions>): EmitterOperator<EmitEvents, ServerSideEvents> {
    return new EmitterOperator(
      this.connection,
      this.namespace,
      new Set([...this.rooms, ...rooms]),
      new Set([...this.exceptRooms, ...except]),
      { ...this.flags, ...flags },
    );
  }
}

/**
 * Emits to the clients of a cluster from code without a Socket.IO server.
 *
 * @example
 * ```ts
 * import { Emitter } from "socket.io-durable-objects";
 *
 * interface Env {
 *   CHAT: DurableObjectNamespace;
 * }
 *
 * export default {
 *   async scheduled(_event: ScheduledController, env: Env) {
 *     await new Emitter(env.CHAT, "main").to("news").emit("time", new Date().toISOString());
 *   },
 * };
 * ```
 */
export class Emitter<
  EmitEvents extends EventMap<EmitEvents> = AnyEvents,
  ServerSideEvents extends EventMap<ServerSideEvents> = AnyEvents,
> extends EmitterOperator<EmitEvents, ServerSideEvents> {
  /**
   * @param objects the binding of the class, whose objects have the option `cluster`
   * @param cluster the name of the cluster
   * @throws TypeError if `objects` is no binding of a class, or `cluster` ends in `#` and a number, as the names of nodes do
   */
  constructor(objects: ClusterObjects, cluster: string, options: EmitterOptions = {}) {
    checkCluster(objects, cluster);
    super(new EmitterConnection(objects, cluster, options), "/");
  }

  /** Returns an emitter for a namespace. */
  of(namespace: string): EmitterOperator<EmitEvents, ServerSideEvents> {
    return new EmitterOperator(this.connection, namespace.startsWith("/") ? namespace : `/${namespace}`);
  }
}

/** @throws TypeError */
function checkEvent(event: string, args: unknown[]): void {
  if (RESERVED_EVENTS.has(event)) throw new TypeError(`"${event}" is a reserved event name`);
  if (typeof args.at(-1) === "function")
    throw new TypeError("An emitter cannot take acknowledgements: emit in a Durable Object");
}
