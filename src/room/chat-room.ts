/** A room: one Durable Object that orders and stores its messages, and broadcasts them to its sockets. */
import type { Principal, RequestPrincipal } from "../auth/principal.ts";
import type { Env } from "../env.ts";
import type { OperatorRequest, OperatorResult } from "../operator/operated-room.ts";
import type { UploadedFile } from "../shared/contract/files.ts";
import type {
  Ack,
  HistoryPage,
  HistoryPayload,
  RoomSettings,
  RoomUpdate,
  SendPayload,
} from "../shared/contract/index.ts";
import { limitsFrom } from "../shared/limits.ts";
import type { NotificationLevel, PushSubscriptionPayload } from "../shared/push.ts";
import type { EndedSession } from "./access/ended-sessions.ts";
import { systemClock } from "./clock.ts";
import { PendingConnections } from "./connections/pending-connections.ts";
import type { AccountChanged } from "./connections/presence.ts";
import { createRoom, type Room } from "./create-room.ts";
import type { RoomPreview } from "./messages/read-messages.ts";
import type { SentMessage } from "./messages/send-message.ts";
import { PacketRateLimiter } from "./rate-limits/packet-rate-limiter.ts";
import type { EmitMessage, Position, Transmission, UpBatch } from "./relay/messages.ts";
import { parseNumber, RELAY_HEADER, relayName } from "./relay/relay-name.ts";
import { toAck } from "./request-handler.ts";
import type { LocalSocket, RoomSocket } from "./room-io.ts";
import { RoomRpc } from "./room-rpc.ts";
import { handshakeAuth, socketOptions } from "./socket-options.ts";

/** The query parameter of a request that belongs to an open connection. */
const SESSION_ID = /[?&]sid=/;

/**
 * The Durable Object behind `/rooms/<name>`, by canonical name.
 *
 * SQLite holds what must last, a socket's attachment what belongs to one socket, and everything here is a cache that is
 * empty after a wake. The constructor touches neither storage nor sockets.
 */
export class ChatRoom extends RoomRpc {
  protected readonly room: Room;

  constructor(ctx: DurableObjectState, env: Env) {
    const limits = limitsFrom(env);
    const pendingConnections = new PendingConnections(systemClock, limits);
    const packetRateLimiter = new PacketRateLimiter(systemClock, limits, (network) =>
      pendingConnections.penalize(network),
    );
    const room = nameOf(ctx.id);
    super(ctx, env, {
      ...socketOptions({ room, env, limits, pendingConnections, packetRateLimiter }),
      // Most people in a large room never say anything: they get no `Socket`, which takes a third of a join and most of the memory.
      lazySockets: {
        handshakeAuth,
        admit: (socket) => this.#admit(socket),
        connected: (socket) => this.room.connectionHandler.connected(socket),
        disconnected: (socket) => this.room.connectionHandler.disconnected(socket),
        sleepAfter: limits.silentMs,
      },
    });
    const relays = env.RELAYS;
    this.room = createRoom({
      name: room,
      id: ctx.id.toString(),
      io: this.io,
      storage: ctx.storage,
      env,
      clock: systemClock,
      limits,
      pendingConnections,
      schedule: (name, at) => this.schedule(name, at),
      unschedule: (name) => this.unschedule(name),
      rearm: () => super.alarm(),
      relay: relays && ((number) => relays.getByName(relayName(room, number))),
    });
    pendingConnections.watch(this.io);
    // For clients over long-polling.
    this.io.use((socket, next) => {
      // It was admitted before it slept, and its data lasts through a sleep.
      if (isWoken(socket)) return next();
      this.#admit(socket).then(() => next(), next);
    });
    this.io.on("connection", (socket) => this.#onConnection(socket));
  }

  /** Handles a request. A room with as many connections as its object may have names a relay for a new one. */
  override fetch(request: Request): Promise<Response> {
    this.room.relays.start();
    const isNew = request.method === "GET" && !SESSION_ID.test(request.url);
    const relay = isNew
      ? this.room.placeConnection(parseNumber(request.headers.get(RELAY_HEADER)))
      : undefined;
    return relay === undefined
      ? super.fetch(request)
      : Promise.resolve(new Response(null, { status: 307, headers: { [RELAY_HEADER]: String(relay) } }));
  }

  override webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    this.room.relays.start();
    return super.webSocketMessage(ws, message);
  }

  override webSocketClose(ws: WebSocket, code: number, reason: string, wasClean: boolean): Promise<void> {
    this.room.relays.start();
    return super.webSocketClose(ws, code, reason, wasClean);
  }

  override webSocketError(ws: WebSocket, error: unknown): Promise<void> {
    this.room.relays.start();
    return super.webSocketError(ws, error);
  }

  override alarm(): Promise<void> {
    this.room.relays.start();
    return super.alarm();
  }

  /** Handles a batch of a relay. @see RelayBatches.handle */
  relayed(batch: UpBatch): Promise<Transmission> {
    return this.room.relayBatches.handle(batch);
  }

  /** For a relay whose sockets missed something. @see RelayBatches.missed */
  missedByRelay(from: Position, to: Position): Promise<EmitMessage[] | undefined> {
    this.room.relays.start();
    return this.room.relayBatches.missed(from, to);
  }

  /** For `GET /api/rooms/:room/messages`. @see MessageReader.history */
  history(
    query: HistoryPayload,
    principal: RequestPrincipal | undefined,
    network?: string,
  ): Promise<Ack<HistoryPage>> {
    return this.answer(principal, () => this.room.messageReader.history(query, principal, network), network);
  }

  /** For the room's HTML. @see MessageReader.preview */
  preview(visitor: Principal | undefined): Promise<Ack<RoomPreview>> {
    return this.answer(visitor, () => this.room.messageReader.preview(visitor?.id));
  }

  /** For `POST /api/rooms/:room/messages`. @see MessagePoster.post */
  post(principal: RequestPrincipal, payload: SendPayload, network?: string): Promise<Ack<SentMessage>> {
    this.room.relays.start();
    const post = () => this.room.messagePoster.post(principal, payload, network);
    return this.answer(principal, post, network);
  }

  /** @see FileRpc.start */
  startUpload(
    principal: RequestPrincipal,
    name: string,
    size: number,
    network?: string,
  ): Promise<Ack<{ id: string; key: string }>> {
    const start = () => this.room.fileRpc.start(principal, name, size, network);
    return this.answer(principal, start, network);
  }

  /** @see FileRpc.finish */
  finishUpload(
    id: string,
    found: Pick<UploadedFile, "type" | "width" | "height">,
  ): Promise<Ack<{ file: UploadedFile }>> {
    return toAck(() => this.room.fileRpc.finish(id, found));
  }

  /** @see FileRpc.discard */
  discardUpload(principal: RequestPrincipal, id: string): Promise<Ack> {
    return this.answer(principal, () => this.room.fileRpc.discard(principal, id));
  }

  /** @see FileRpc.read */
  readFile(
    principal: RequestPrincipal | undefined,
    id: string,
  ): Promise<Ack<{ key: string; file: UploadedFile }>> {
    return this.answer(principal, () => this.room.fileRpc.read(principal, id));
  }

  /** For `PUT /api/rooms/:room/push`. @see PushRpc.subscribe */
  subscribePush(
    principal: Principal,
    payload: PushSubscriptionPayload,
    site: string,
    network?: string,
  ): Promise<Ack> {
    return this.answer(principal, () => this.room.pushRpc.subscribe(principal, payload, site, network));
  }

  /** For `DELETE /api/rooms/:room/push`. @see PushRpc.unsubscribe */
  unsubscribePush(principal: Principal, endpoint: string): Promise<Ack> {
    return this.answer(principal, () => this.room.pushRpc.unsubscribe(principal, endpoint));
  }

  /** Creates the room for an owner, for `POST /api/rooms`. `update` is validated. */
  make(owner: Principal, update: RoomUpdate, network?: string): Promise<Ack<{ settings: RoomSettings }>> {
    this.room.relays.start();
    const create = async () => {
      const { id } = this.room.identities.resolve(owner);
      const settings = await this.room.settingsUpdater.create(id, update);
      // The owner has proved to be a person for the request that creates the room.
      this.room.verifications.add(id);
      return { settings };
    };
    return this.answer(owner, create, network);
  }

  /** For the operations object. @see OperatorActs.handle */
  operate(request: OperatorRequest): Promise<Ack<OperatorResult>> {
    this.room.relays.start();
    return toAck(() => this.room.operatorActs.handle(request));
  }

  /** The account of a person says that a device was signed out. @see EndedSessions.end */
  endSession(ended: EndedSession): Promise<void> {
    this.room.relays.start();
    return this.room.endedSessions.end(ended);
  }

  /** The account of a person says that what their devices share was changed. @see PresenceTracker.sendAccount */
  accountChanged(changed: AccountChanged): Promise<boolean> {
    this.room.relays.start();
    return this.room.presence.sendAccount(changed);
  }

  /** The account of a person says what they want to be notified of on all devices. @see PushSubscriptionStore.setLevel */
  setPushLevel(person: string, level: NotificationLevel): void {
    this.room.pushRpc.setLevel(person, level);
  }

  /** Publishes the room to the directory again, which may have an outdated entry. */
  publishToDirectory(): Promise<void> {
    this.room.relays.start();
    return this.room.directoryPublisher.republish();
  }

  protected override onAlarm(name: string): Promise<void> {
    const { alarms, alarmHandlers } = this.room;
    return alarms.run(name, alarmHandlers);
  }

  protected override onListenerError(error: unknown, { event }: { event: string }): void {
    this.room.roomLog.error(event, error);
  }

  /** @throws (rejects with) the error of a `connect_error` */
  #admit(socket: RoomSocket): Promise<void> {
    const { admissions } = this.room;
    return admissions.admit(socket).catch((error: unknown) => {
      throw admissions.toConnectError(error, socket);
    });
  }

  /** Runs for a new socket, and for a sleeping one that sends something: it only needs its listeners again. */
  #onConnection(socket: LocalSocket): void {
    const { requestHandler, connectionHandler } = this.room;
    requestHandler.listen(socket);
    socket.on("disconnect", () => connectionHandler.disconnected(socket));
    if (!socket.recovered) connectionHandler.connected(socket);
  }
}

/** Whether a socket slept, and sends something again. */
const isWoken = ({ conn }: LocalSocket): boolean => Reflect.get(conn, "woken") === true;

/** The room's canonical name, which its object is made from. */
function nameOf({ name }: DurableObjectId): string {
  if (name === undefined) throw new Error("a room's object is made from its name, with idFromName");
  return name;
}
