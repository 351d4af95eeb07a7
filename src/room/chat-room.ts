/** A room: one Durable Object that orders and keeps its messages, and tells everybody who is here. */
import type { DefaultEventsMap } from "socket.io";
import type { Env } from "../env.ts";
import { corsFor } from "../origins.ts";
import type { UploadedFile } from "../protocol/files.ts";
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
} from "../protocol/index.ts";
import { limitsFrom } from "../protocol/limits.ts";
import { SocketIODurableObject } from "../socketio/index.ts";
import { answerOf } from "./answer.ts";
import { systemClock } from "./clock.ts";
import { charactersIn } from "./conversation.ts";
import { CHARACTERS_PER_UNIT, historyWeight, isDear } from "./event-weight.ts";
import type { ExportHead } from "./exporting.ts";
import { BUSY, guard } from "./gate.ts";
import { HalfOpen } from "./half-open.ts";
import { PacketPace } from "./packet-pace.ts";
import { type Poster, whoIs } from "./posting.ts";
import { previewOf, type RoomPreview } from "./preview.ts";
import { Refusal } from "./refusal.ts";
import type { RoomSocket, SocketData } from "./room-io.ts";
import { roomParser } from "./room-parser.ts";
import { type RoomParts, roomParts } from "./room-parts.ts";

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
  readonly #parts: RoomParts;

  constructor(ctx: DurableObjectState, env: Env) {
    const limits = limitsFrom(env);
    const halfOpen = new HalfOpen(systemClock, limits);
    const pace = new PacketPace(systemClock, limits, (network) => halfOpen.flooded(network));
    super(ctx, env, {
      path: ({ id }) => socketPath(nameOf(id)),
      maxHttpBufferSize: limits.payloadBytes,
      parser: roomParser,
      cors: corsFor(env.ALLOWED_ORIGINS),
      connectTimeout: CONNECT_TIMEOUT,
      allowRequest: ({ connection }, decide) => halfOpen.decide(connection.remoteAddress, decide),
      allowPacket: (connection) => pace.take(connection),
      // An alarm is a row, and a visit writes none. A room that is awake looks for silent pages anyway.
      sweepInterval: Number.POSITIVE_INFINITY,
    });
    this.#parts = roomParts({
      name: nameOf(ctx.id),
      id: ctx.id.toString(),
      io: this.io,
      storage: ctx.storage,
      env,
      clock: systemClock,
      limits,
      halfOpen,
      schedule: (name, at) => this.schedule(name, at),
      unschedule: (name) => this.unschedule(name),
      rearm: () => this.alarm(),
    });
    const { admissions } = this.#parts;
    halfOpen.watch(this.io);
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
    reader: Poster | undefined,
    network?: string,
  ): Promise<Ack<HistoryPage>> {
    const { rights, bots, log, load } = this.#parts;
    return answerOf(() => {
      const id = reader && whoIs(reader, bots).id;
      rights.read(id);
      const from = { id: id ?? "", network };
      const wait = load.take(from, historyWeight(query), isDear("history:get"));
      if (wait > 0) throw new Refusal("rate_limited", BUSY, wait);
      const page = log.page(query);
      load.add(from, charactersIn(page) / CHARACTERS_PER_UNIT);
      return page;
    });
  }

  /** The newest messages, for the room's HTML. @see previewOf */
  preview(person: string | undefined): Promise<Ack<RoomPreview>> {
    return answerOf(() => previewOf(this.#parts, person));
  }

  /** Says something, for `POST /api/rooms/:room/messages`. `payload` is validated. `network`: see `networkOf`. */
  post(
    poster: Poster,
    payload: SendPayload,
    network?: string,
  ): Promise<Ack<{ message: Message; isNew: boolean }>> {
    return this.#parts.posting.post(poster, payload, network);
  }

  /** @see FileDesk.reserve */
  reserveFile(
    poster: Poster,
    name: string,
    size: number,
    network?: string,
  ): Promise<Ack<{ id: string; key: string }>> {
    return this.#parts.fileDesk.reserve(poster, name, size, network);
  }

  /** @see FileDesk.stored */
  storedFile(
    id: string,
    found: Pick<UploadedFile, "type" | "width" | "height">,
  ): Ack<{ file: UploadedFile }> {
    return this.#parts.fileDesk.stored(id, found);
  }

  /** @see FileDesk.drop */
  dropFile(poster: Poster, id: string): Ack {
    return this.#parts.fileDesk.drop(poster, id);
  }

  /** @see FileDesk.read */
  readFile(reader: Poster | undefined, id: string): Ack<{ key: string; file: UploadedFile }> {
    return this.#parts.fileDesk.read(reader, id);
  }

  /** What an export of the room begins with, for its owner. */
  exportHead(id: string): Promise<Ack<ExportHead>> {
    return this.#parts.exporting.head(id);
  }

  /** The messages of an export after a `seq`, for the owner of the room; none at its end. */
  exportPage(id: string, after: number): Promise<Ack<{ messages: Message[] }>> {
    return this.#parts.exporting.page(id, after);
  }

  /** Makes the room for somebody, for `POST /api/rooms`. `update` is validated. */
  async make(owner: string, update: RoomUpdate): Promise<Ack<{ settings: RoomSettings }>> {
    const { demolition, settings, settingsChange } = this.#parts;
    return answerOf(async () => {
      demolition.mayEnter();
      return { settings: await settingsChange.apply(update, () => settings.claim(owner, update)) };
    });
  }

  /** Tells the lobby anew what strangers may know of this room: it died, and may have been told what is not so any more. */
  tellLobby(): Promise<void> {
    return this.#parts.entry.asked();
  }

  protected override onAlarm(name: string): Promise<void> {
    const { alarms, alarmDuties } = this.#parts;
    return alarms.wentOff(name, alarmDuties);
  }

  protected override onListenerError(error: unknown, { event }: { event: string }): void {
    this.#parts.reports.error(event, error);
  }

  /** Runs for newcomers, and for a sleeping socket that speaks: then only the listeners are put back. */
  #onConnection(socket: RoomSocket): void {
    const { gate, conversation, reception } = this.#parts;
    guard(socket, gate);
    conversation.listen(socket);
    socket.on("disconnect", () => reception.seeOff(socket));
    if (!socket.recovered) reception.receive(socket);
  }
}

/** Whether a socket slept, and speaks again. */
const isWoken = ({ conn }: RoomSocket): boolean => Reflect.get(conn, "woken") === true;

/** The room's canonical name, which its object is made from. */
function nameOf({ name }: DurableObjectId): string {
  if (name === undefined) throw new Error("a room's object is made from its name, with idFromName");
  return name;
}
