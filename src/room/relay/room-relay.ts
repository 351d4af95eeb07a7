/** A relay: one Durable Object that holds sockets of a large room, whose object does everything else. */
import type { DefaultEventsMap } from "socket.io";
import { SocketIODurableObject } from "socket.io-durable-objects";
import type { Env } from "../../env.ts";
import { logError } from "../../platform/log.ts";
import type { ClientToServerEvents } from "../../shared/contract/index.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { lowPriorityIntervalFor } from "../broadcast/flush-window.ts";
import { systemClock } from "../clock.ts";
import { PendingConnections } from "../connections/pending-connections.ts";
import { PacketRateLimiter } from "../rate-limits/packet-rate-limiter.ts";
import { handshakeAuth, socketOptions } from "../socket-options.ts";
import type { ConnectedClient, Delivered, Relay, Transmission } from "./messages.ts";
import { clientOf, RelayClients } from "./relay-clients.ts";
import { RelayDownlink } from "./relay-downlink.ts";
import type { RelayServer, RelaySocketData } from "./relay-io.ts";
import { RelayMemory } from "./relay-memory.ts";
import { parseRelayName, RELAY_FULL, RELAY_HEADER, relayConnectionId } from "./relay-name.ts";
import { RelayRateLimiter } from "./relay-rate-limiter.ts";
import { RelayUplink } from "./relay-uplink.ts";

/** How long a read receipt waits for others, in milliseconds. */
const MOST_DELAY = 1_000;

/**
 * The Durable Object behind relay 3 of the room `general`, by the name `general#3`.
 *
 * It has nothing in storage. It admits no client and orders no message by itself.
 */
export class RoomRelay
  extends SocketIODurableObject<
    Env,
    ClientToServerEvents,
    Record<string, (packet: string) => void>,
    DefaultEventsMap,
    RelaySocketData
  >
  implements Relay
{
  readonly #pendingConnections: PendingConnections;
  readonly #mostConnections: number;
  readonly #memory: RelayMemory;
  readonly #clients: RelayClients;
  readonly #downlink: RelayDownlink;

  constructor(ctx: DurableObjectState, env: Env) {
    const { room, number } = parseRelayName(ctx.id.name);
    const limits = limitsFrom(env);
    const pendingConnections = new PendingConnections(systemClock, limits);
    const packetRateLimiter = new PacketRateLimiter(systemClock, limits, (network) =>
      pendingConnections.penalize(network),
    );
    super(ctx, env, {
      ...socketOptions({ room, env, limits, pendingConnections, packetRateLimiter }),
      lazySockets: {
        handshakeAuth,
        admit: (socket) => this.#clients.join(socket),
        connected: (socket) => this.#clients.connected(socket),
        disconnected: (socket) => this.#clients.left(socket),
        sleepAfter: limits.silentMs,
      },
    });
    this.#pendingConnections = pendingConnections;
    this.#mostConnections = limits.socketsPerObject;
    const io: RelayServer = this.io;
    const { generateId } = io.engine as unknown as { generateId(): string };
    Object.assign(io.engine, { generateId: () => relayConnectionId(number, generateId()) });
    const owner = () => env.ROOMS.getByName(room);
    const memory = new RelayMemory(() => io, systemClock);
    const uplink: RelayUplink = new RelayUplink({
      clock: systemClock,
      delay: () => Math.min(MOST_DELAY, lowPriorityIntervalFor(this.#connections)),
      head: async () => {
        await memory.restore();
        const connections = this.#connections;
        return { relay: number, epoch: memory.epoch, connections, received: memory.received };
      },
      call: (batch) => owner().relayed(batch),
      onAnswer: (transmission) => void this.#downlink.receive(transmission),
      onFailed: (messages) => this.#clients.failed(messages),
    });
    this.#memory = memory;
    this.#clients = new RelayClients({
      limits,
      rateLimiter: new RelayRateLimiter(systemClock, limits),
      pendingConnections,
      epoch: () => memory.epoch,
      // It may be the only one that has the memory, and about to leave.
      onAwake: (data) => memory.read(data),
      send: (message) => uplink.send(message),
    });
    this.#downlink = new RelayDownlink({
      io,
      clock: systemClock,
      memory,
      clients: this.#clients,
      missed: (from, to) => owner().missedByRelay(from, to),
      ask: () => uplink.ask(),
      reconnectAll: () => io.engine.close(),
      onError: (error) => logError("relay.message", error, { relay: ctx.id.toString() }),
    });
    pendingConnections.watch(io as never);
    // For clients over long-polling.
    io.use((socket, next) => {
      if (Reflect.get(socket.conn, "woken") === true) return next();
      this.#clients.join(socket).then(() => next(), next);
    });
    io.on("connection", (socket) => {
      this.#clients.listen(socket);
      socket.on("disconnect", () => this.#clients.left(socket));
      if (!socket.recovered) this.#clients.connected(socket);
    });
  }

  /** Handles a request. A full relay sends new connections back to the Worker. */
  override async fetch(request: Request): Promise<Response> {
    const isNew = !new URL(request.url).searchParams.has("sid");
    if (isNew && this.#connections >= this.#mostConnections)
      return new Response(null, { status: 503, headers: { [RELAY_HEADER]: RELAY_FULL } });
    return super.fetch(request);
  }

  /** For `GET /api/ready`: a relay needs nothing but itself. */
  isReady(): boolean {
    return true;
  }

  /** Handles messages of the room. */
  async deliver(transmission: Transmission): Promise<Delivered> {
    await this.#downlink.receive(transmission);
    const { epoch, received } = this.#memory;
    return { epoch, received, connections: this.#connections };
  }

  /** All clients, for a room that has just woken; or those of some sockets, of which the room keeps only the ids. */
  async connectedClients(ids?: string[]): Promise<ConnectedClient[]> {
    await this.#memory.restore();
    const sockets = await (ids === undefined ? this.io : this.io.in(ids)).fetchSockets();
    return sockets.map((socket) => {
      const rooms = [...socket.rooms].filter((room) => room !== socket.id);
      return { ...clientOf(socket), rooms };
    });
  }

  /** Connected and connecting. */
  get #connections(): number {
    return this.io.of("/").adapter.sids.size + this.#pendingConnections.count;
  }
}
