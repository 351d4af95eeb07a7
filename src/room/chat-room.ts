/** A room: one Durable Object that orders and keeps its messages, and tells everybody who is here. */
import type { DefaultEventsMap } from "socket.io";
import type { RequestPrincipal } from "../auth/principal.ts";
import { corsFor } from "../config/origins.ts";
import type { Env } from "../env.ts";
import type { UploadedFile } from "../shared/contract/files.ts";
import {
  type Ack,
  type ClientToServerEvents,
  type HistoryPage,
  type HistoryPayload,
  type Message,
  type RoomSettings,
  type RoomUpdate,
  type SendPayload,
  type ServerToClientEvents,
  socketPath,
} from "../shared/contract/index.ts";
import { limitsFrom } from "../shared/limits.ts";
import { SocketIODurableObject } from "../socketio/index.ts";
import { systemClock } from "./clock.ts";
import { PendingConnections } from "./connections/pending-connections.ts";
import { createRoom, type Room } from "./create-room.ts";
import { charactersIn } from "./messages/message-handlers.ts";
import { previewOf, type RoomPreview } from "./messages/preview.ts";
import { CHARACTERS_PER_UNIT, historyWeight, isDear } from "./rate-limits/event-cost.ts";
import { BUSY, guardEvents } from "./rate-limits/event-rate-limiter.ts";
import { PacketRateLimiter } from "./rate-limits/packet-rate-limiter.ts";
import { acknowledge } from "./request-handler.ts";
import { RoomError } from "./room-error.ts";
import type { RoomSocket, SocketData } from "./room-io.ts";
import { roomParser } from "./room-parser.ts";
import type { ExportHead } from "./storage/export.ts";

/** How long a client may take to come in once it is connected, in milliseconds. Meanwhile the object stays awake. */
const CONNECT_TIMEOUT = 20_000;

/**
 * The Durable Object behind `/rooms/<name>`, by canonical name.
 *
 * SQLite holds what must last, a socket's attachment what belongs to one socket, and everything here is a cache that a
 * wake finds empty. The constructor touches neither storage nor sockets.
 */
export class ChatRoom extends SocketIODurableObject<
  Env,
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
> {
  readonly #deps: Room;

  constructor(ctx: DurableObjectState, env: Env) {
    const limits = limitsFrom(env);
    const pendingConnections = new PendingConnections(systemClock, limits);
    const pace = new PacketRateLimiter(systemClock, limits, (network) =>
      pendingConnections.penalize(network),
    );
    super(ctx, env, {
      path: ({ id }) => socketPath(nameOf(id)),
      maxHttpBufferSize: limits.payloadBytes,
      parser: roomParser,
      cors: corsFor(env.ALLOWED_ORIGINS),
      connectTimeout: CONNECT_TIMEOUT,
      allowRequest: ({ connection }, decide) => pendingConnections.decide(connection.remoteAddress, decide),
      allowPacket: (connection) => pace.take(connection),
      // An alarm is a row, and a visit writes none. A room that is awake looks for silent pages anyway.
      sweepInterval: Number.POSITIVE_INFINITY,
    });
    this.#deps = createRoom({
      name: nameOf(ctx.id),
      id: ctx.id.toString(),
      io: this.io,
      storage: ctx.storage,
      env,
      clock: systemClock,
      limits,
      pendingConnections,
      schedule: (name, at) => this.schedule(name, at),
      unschedule: (name) => this.unschedule(name),
      rearm: () => this.alarm(),
    });
    const { admissions } = this.#deps;
    pendingConnections.watch(this.io);
    pace.watch(this.io);
    this.io.use((socket, next) => {
      // It was let in before it slept. What it is known by lasts through a sleep.
      if (isWoken(socket)) return next();
      admissions.admit(socket).then(
        () => next(),
        (error: unknown) => next(admissions.toConnectError(error, socket)),
      );
    });
    this.io.on("connection", (socket) => this.#onConnection(socket));
  }

  /**
   * A page of history, for `GET /api/rooms/:room/messages`.
   *
   * @param query validated
   * @param reader who asks, undefined for somebody who does not say so
   * @param network where they ask from, see `networkOf`
   * @returns `unauthorized`, `forbidden` or `banned` where the room is private; `rate_limited`
   */
  async history(
    query: HistoryPayload,
    reader: RequestPrincipal | undefined,
    network?: string,
  ): Promise<Ack<HistoryPage>> {
    const { permissions, bots, log, load } = this.#deps;
    return acknowledge(() => {
      const id = reader && bots.resolve(reader).id;
      permissions.read(id);
      const from = { id: id ?? "", network };
      const wait = load.take(from, historyWeight(query), isDear("history:get"));
      if (wait > 0) throw new RoomError("rate_limited", BUSY, wait);
      const page = log.page(query);
      load.add(from, charactersIn(page) / CHARACTERS_PER_UNIT);
      return page;
    });
  }

  /** The newest messages, for the room's HTML. @see previewOf */
  preview(person: string | undefined): Promise<Ack<RoomPreview>> {
    return acknowledge(() => previewOf(this.#deps, person));
  }

  /** Says something, for `POST /api/rooms/:room/messages`. `payload` is validated. `network`: see `networkOf`. */
  post(
    poster: RequestPrincipal,
    payload: SendPayload,
    network?: string,
  ): Promise<Ack<{ message: Message; isNew: boolean }>> {
    return this.#deps.messagePoster.post(poster, payload, network);
  }

  /** @see FileRpc.start */
  startUpload(
    poster: RequestPrincipal,
    name: string,
    size: number,
    network?: string,
  ): Promise<Ack<{ id: string; key: string }>> {
    return this.#deps.fileRpc.start(poster, name, size, network);
  }

  /** @see FileRpc.finish */
  finishUpload(
    id: string,
    found: Pick<UploadedFile, "type" | "width" | "height">,
  ): Promise<Ack<{ file: UploadedFile }>> {
    return this.#deps.fileRpc.finish(id, found);
  }

  /** @see FileRpc.discard */
  discardUpload(poster: RequestPrincipal, id: string): Promise<Ack> {
    return this.#deps.fileRpc.discard(poster, id);
  }

  /** @see FileRpc.read */
  readFile(
    reader: RequestPrincipal | undefined,
    id: string,
  ): Promise<Ack<{ key: string; file: UploadedFile }>> {
    return this.#deps.fileRpc.read(reader, id);
  }

  /** What an export of the room begins with, for its owner. */
  exportHead(id: string): Promise<Ack<ExportHead>> {
    return this.#deps.roomExporter.head(id);
  }

  /** The messages of an export after a `seq`, for the owner of the room; none at its end. */
  exportPage(id: string, after: number): Promise<Ack<{ messages: Message[] }>> {
    return this.#deps.roomExporter.page(id, after);
  }

  /** Makes the room for somebody, for `POST /api/rooms`. `update` is validated. */
  async make(owner: string, update: RoomUpdate): Promise<Ack<{ settings: RoomSettings }>> {
    const { roomDeletion, settings, settingsUpdater } = this.#deps;
    return acknowledge(async () => {
      roomDeletion.requireNotDeleted();
      return { settings: await settingsUpdater.apply(update, () => settings.claim(owner, update)) };
    });
  }

  /** Publishes the room in the directory again, which may have an outdated entry after a crash. */
  publishToDirectory(): Promise<void> {
    return this.#deps.entry.republish();
  }

  protected override onAlarm(name: string): Promise<void> {
    const { alarms, alarmHandlers } = this.#deps;
    return alarms.run(name, alarmHandlers);
  }

  protected override onListenerError(error: unknown, { event }: { event: string }): void {
    this.#deps.roomLog.error(event, error);
  }

  /** Runs for newcomers, and for a sleeping socket that speaks: then only the listeners are put back. */
  #onConnection(socket: RoomSocket): void {
    const { eventGuard, messageHandlers, connectionHandler } = this.#deps;
    guardEvents(socket, eventGuard);
    messageHandlers.listen(socket);
    socket.on("disconnect", () => connectionHandler.seeOff(socket));
    if (!socket.recovered) connectionHandler.receive(socket);
  }
}

/** Whether a socket slept, and speaks again. */
const isWoken = ({ conn }: RoomSocket): boolean => Reflect.get(conn, "woken") === true;

/** The room's canonical name, which its object is made from. */
function nameOf({ name }: DurableObjectId): string {
  if (name === undefined) throw new Error("a room's object is made from its name, with idFromName");
  return name;
}
