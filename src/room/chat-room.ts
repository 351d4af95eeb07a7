/** A room: one Durable Object that orders and keeps its messages, and tells everybody who is here. */
import type { DefaultEventsMap } from "socket.io";
import type { Env } from "../env.ts";
import type { RoomNews } from "../lobby/lobby.ts";
import { lobbyOf } from "../lobby/lobby-of.ts";
import { logError, logEvent } from "../log.ts";
import { corsFor } from "../origins.ts";
import { failure, type WireError } from "../protocol/errors.ts";
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
import { schemasFor } from "../protocol/schemas.ts";
import { requestIdIn } from "../request-id.ts";
import { signerOf } from "../session/signer-of.ts";
import { SocketIODurableObject } from "../socketio/index.ts";
import { Admissions } from "./admission.ts";
import { Attendance } from "./attendance.ts";
import { BotKeeping } from "./bot-keeping.ts";
import { BotList } from "./bot-list.ts";
import { systemClock } from "./clock.ts";
import { Conduct } from "./conduct.ts";
import { Conversation } from "./conversation.ts";
import { Demolition } from "./demolition.ts";
import { DirectoryEntry } from "./directory-entry.ts";
import { Door } from "./door.ts";
import { type ExportHead, Exporting } from "./exporting.ts";
import { Farewell } from "./farewell.ts";
import { FileDesk } from "./file-desk.ts";
import { FileShelf } from "./file-shelf.ts";
import { type GateRules, guard } from "./gate.ts";
import { HalfOpen } from "./half-open.ts";
import { echoHandshake } from "./handshake-echo.ts";
import { MessageChanges } from "./message-changes.ts";
import { MessageIndex } from "./message-index.ts";
import { MessageLog } from "./message-log.ts";
import { MessageSearch } from "./message-search.ts";
import { Moderation } from "./moderation.ts";
import { Outbox } from "./outbox.ts";
import { type Poster, Posting } from "./posting.ts";
import { ReadMarks } from "./read-marks.ts";
import { Refusal } from "./refusal.ts";
import { RetentionKeeper } from "./retention.ts";
import { Rights } from "./rights.ts";
import type { RoomSocket, SocketData } from "./room-io.ts";
import { Roster } from "./roster.ts";
import { SanctionList } from "./sanction-list.ts";
import { Settings } from "./settings.ts";
import { SocketSink } from "./socket-sink.ts";
import { Typists } from "./typing.ts";
import { welcomeFor } from "./welcome.ts";

/** The name under which the removal of old messages is scheduled. */
const RETENTION = "retention";
/** The same for files: of those that are crossed out, and of those that were not sent. */
const DOOMED_FILES = "files:doomed";
const UNSENT_FILES = "files:unsent";

/** When the removal of files is tried again that failed, in milliseconds. */
const SWEEP_AGAIN = 60_000;

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
  readonly #name: string;
  readonly #limits;
  readonly #schemas;
  readonly #log: MessageLog;
  readonly #changes: MessageChanges;
  readonly #index: MessageIndex;
  readonly #settings: Settings;
  readonly #sanctions: SanctionList;
  readonly #reads: ReadMarks;
  readonly #bots: BotList;
  readonly #files: FileShelf;
  readonly #retention: RetentionKeeper;
  readonly #roster: Roster;
  readonly #attendance: Attendance;
  readonly #typists: Typists;
  readonly #outbox: Outbox;
  readonly #farewell: Farewell;
  readonly #entry: DirectoryEntry;
  readonly #admissions: Admissions;
  readonly #halfOpen: HalfOpen;
  readonly #gate: GateRules;
  readonly #demolition: Demolition;
  readonly #conversation: Conversation;
  readonly #moderation: Moderation;
  readonly #botKeeping: BotKeeping;
  readonly #posting: Posting;
  readonly #fileDesk: FileDesk;
  readonly #exporting: Exporting;

  constructor(ctx: DurableObjectState, env: Env) {
    const limits = limitsFrom(env);
    const halfOpen = new HalfOpen(limits);
    super(ctx, env, {
      path: ({ id }) => socketPath(nameOf(id)),
      maxHttpBufferSize: limits.payloadBytes,
      cors: corsFor(env.ALLOWED_ORIGINS),
      connectTimeout: CONNECT_TIMEOUT,
      allowRequest: ({ connection }, decide) => halfOpen.decide(connection.remoteAddress, decide),
      // An alarm is a row, and a visit writes none. A room that is awake looks for silent pages anyway.
      sweepInterval: Number.POSITIVE_INFINITY,
    });
    const { kv } = ctx.storage;
    const clock = systemClock;
    const schemas = schemasFor(limits);
    const door = new Door(limits);
    const conduct = new Conduct(clock, limits);
    this.#name = nameOf(ctx.id);
    this.#limits = limits;
    this.#schemas = schemas;
    this.#log = new MessageLog(ctx.storage, limits);
    this.#changes = new MessageChanges(this.#log, limits);
    this.#index = new MessageIndex(ctx.storage, this.#log, limits);
    this.#settings = new Settings(kv, this.#log);
    this.#sanctions = new SanctionList(kv, limits);
    this.#reads = new ReadMarks(ctx.storage.sql, this.#log, clock, limits);
    this.#bots = new BotList(kv, limits);
    this.#files = new FileShelf({
      sql: ctx.storage.sql,
      bucket: env.FILES,
      prefix: ctx.id.toString(),
      room: this.#name,
      clock,
      limits,
      sweepSoon: () => this.schedule(DOOMED_FILES, clock.now()),
      sweepAt: (at) => this.schedule(UNSENT_FILES, at),
    });
    const rights = new Rights(this.#settings, this.#sanctions, this.#log, clock);
    this.#retention = new RetentionKeeper(this.#log, this.#settings, this.#files, clock, (at) =>
      this.schedule(RETENTION, at),
    );
    this.#roster = new Roster(limits);
    this.#attendance = new Attendance(this.io, this.#roster, door);
    this.#typists = new Typists(clock, limits, () => this.#outbox.changed("typing"));
    this.#entry = new DirectoryEntry({
      name: this.#name,
      lobby: () => lobbyOf(env),
      news: () => this.#news(),
      clock,
      limits,
      onError: (error) => this.#logError("directory", error),
    });
    const sockets = new SocketSink(this.io, () => this.#entry.changed());
    this.#outbox = new Outbox(sockets, clock, {
      presence: this.#roster,
      typing: this.#typists,
      room: this.#settings,
    });
    this.#farewell = new Farewell(this.io);
    this.#demolition = new Demolition({
      io: this.io,
      farewell: this.#farewell,
      clear: () => this.#clear(),
    });
    const mayEnter = (id: string): void => {
      this.#demolition.mayEnter();
      rights.enter(id);
    };
    this.#admissions = new Admissions({
      schemas,
      limits,
      clock,
      attendance: this.#attendance,
      door,
      conduct,
      bots: this.#bots,
      mayEnter,
      signer: () => signerOf(env),
      onError: (error, socket) => this.#logError("admission", error, socket),
    });
    this.#halfOpen = halfOpen;
    this.#gate = { clock, limits, conduct, onFlood: (socket, reason) => this.#putOut(socket, reason) };
    const parts = {
      schemas,
      clock,
      log: this.#log,
      changes: this.#changes,
      index: this.#index,
      search: new MessageSearch(this.#log, this.#index, limits),
      rights,
      reads: this.#reads,
      bots: this.#bots,
      files: this.#files,
      settings: this.#settings,
      sanctions: this.#sanctions,
      retention: this.#retention,
      attendance: this.#attendance,
      roster: this.#roster,
      typists: this.#typists,
      outbox: this.#outbox,
      farewell: this.#farewell,
      demolish: () => this.#demolition.run(),
      onError: (error: unknown, socket: RoomSocket) => this.#logError("request", error, socket),
    };
    this.#conversation = new Conversation(parts);
    this.#moderation = new Moderation(parts);
    this.#botKeeping = new BotKeeping(parts);
    this.#posting = new Posting({ ...parts, conversation: this.#conversation, mayEnter, conduct, limits });
    this.#exporting = new Exporting({ ...parts, room: this.#name });
    // Every room can be read by whoever knows its address.
    this.#fileDesk = new FileDesk({ ...parts, mayEnter, mayRead: () => {} });
    halfOpen.watch(this.io);
    this.io.use((socket, next) => {
      this.#admissions.admit(socket).then(
        () => next(),
        (error: unknown) => next(this.#admissions.toConnectError(error, socket)),
      );
    });
    this.io.on("connection", (socket) => this.#onConnection(socket));
  }

  /** A page of history, for `GET /api/rooms/:room/messages`. `query` is validated. */
  history(query: HistoryPayload): HistoryPage {
    return this.#log.page(query);
  }

  /** Says something, for `POST /api/rooms/:room/messages`. `payload` is validated. */
  post(poster: Poster, payload: SendPayload): Promise<Ack<{ message: Message; isNew: boolean }>> {
    return this.#posting.post(poster, payload);
  }

  /** @see FileDesk.reserve */
  reserveFile(poster: Poster, name: string, size: number): Ack<{ id: string; key: string }> {
    return this.#fileDesk.reserve(poster, name, size);
  }

  /** @see FileDesk.stored */
  storedFile(
    id: string,
    found: Pick<UploadedFile, "type" | "width" | "height">,
  ): Ack<{ file: UploadedFile }> {
    return this.#fileDesk.stored(id, found);
  }

  /** @see FileDesk.drop */
  dropFile(poster: Poster, id: string): Ack {
    return this.#fileDesk.drop(poster, id);
  }

  /** @see FileDesk.read */
  readFile(reader: string | undefined, id: string): Ack<{ key: string; file: UploadedFile }> {
    return this.#fileDesk.read(reader, id);
  }

  /** What an export of the room begins with, for its owner. */
  exportHead(id: string): Promise<Ack<ExportHead>> {
    return this.#exporting.head(id);
  }

  /** The messages of an export after a `seq`, for the owner of the room; none at its end. */
  exportPage(id: string, after: number): Promise<Ack<{ messages: Message[] }>> {
    return this.#exporting.page(id, after);
  }

  /** Makes the room for somebody, for `POST /api/rooms`. `update` is validated. */
  make(owner: string, update: RoomUpdate): Ack<{ settings: RoomSettings }> {
    try {
      this.#settings.claim(owner, update);
    } catch (error) {
      if (error instanceof Refusal) return error.toFailure();
      throw error;
    }
    this.#outbox.changed("room");
    return { ok: true, settings: this.#settings.current };
  }

  protected override async onAlarm(name: string): Promise<void> {
    if (name === RETENTION) this.#retention.trim();
    if (name === DOOMED_FILES || name === UNSENT_FILES) await this.#sweepFiles();
  }

  protected override onListenerError(error: unknown, { event }: { event: string }): void {
    this.#logError(event, error);
  }

  /** Runs for newcomers, and for a sleeping socket that speaks: then only the listeners are put back. */
  #onConnection(socket: RoomSocket): void {
    guard(socket, this.#gate);
    this.#conversation.listen(socket);
    this.#moderation.listen(socket);
    this.#botKeeping.listen(socket);
    echoHandshake(socket, this.#schemas, (error) => this.#logError("request", error, socket));
    socket.on("disconnect", () => this.#leave(socket));
    if (socket.recovered) return;
    this.#halfOpen.letIn(socket);
    try {
      this.#welcome(socket);
    } catch (error) {
      this.#logError("welcome", error, socket);
      this.#farewell.to(socket, failure("internal", "Something went wrong on our side.").error);
    }
  }

  /** Synchronous, so that nothing is sent between the messages that `welcome` covers and `welcome` itself. */
  #welcome(socket: RoomSocket): void {
    const { auth, token } = this.#admissions.of(socket);
    this.#outbox.flushMessagesBefore(socket.id);
    this.#attendance.join(socket, auth.name);
    const { id, name } = socket.data;
    const you = token === undefined ? { id, name } : { id, name, token };
    const parts = {
      room: this.#name,
      settings: this.#settings.current,
      log: this.#log,
      changes: this.#changes,
      roster: this.#roster,
      reads: this.#reads,
      limits: this.#limits,
    };
    socket.emit("welcome", welcomeFor(you, auth, parts));
    if (this.#typists.ids.length > 0) socket.emit("typing", { ids: this.#typists.ids });
    this.#outbox.changed("presence", socket.id);
  }

  async #leave(socket: RoomSocket): Promise<void> {
    this.#admissions.left(socket);
    this.#reads.left(socket.data);
    if (await this.#attendance.leave(socket)) this.#typists.stop(socket.data.id);
    this.#outbox.changed("presence");
  }

  #putOut(socket: RoomSocket, reason: WireError): void {
    logEvent("room.flood", this.#origin(socket));
    this.#farewell.to(socket, reason);
  }

  async #clear(): Promise<void> {
    for (const name of [RETENTION, DOOMED_FILES, UNSENT_FILES]) this.unschedule(name);
    const left = await this.#files.empty();
    await this.ctx.storage.deleteAll();
    for (const kept of [
      this.#log,
      this.#index,
      this.#settings,
      this.#sanctions,
      this.#reads,
      this.#bots,
      this.#files,
    ])
      kept.forget();
    this.#files.cross(left);
    // The alarm is gone with the rest: what keeps it is to look again whether one is needed.
    await this.alarm();
    await this.#entry.gone();
  }

  /** What strangers may know of this room: nothing of one that is not public, or that nobody has made yet. */
  async #news(): Promise<Omit<RoomNews, "name"> | undefined> {
    const { owner, topic } = this.#settings.current;
    if (owner === undefined) return undefined;
    await this.#attendance.ready();
    return { topic, people: this.#roster.count };
  }

  async #sweepFiles(): Promise<void> {
    try {
      await this.#files.sweep();
    } catch (error) {
      this.#logError("files", error);
      this.schedule(DOOMED_FILES, systemClock.now() + SWEEP_AGAIN);
    }
  }

  #logError(event: string, error: unknown, socket?: RoomSocket): void {
    logError(`room.${event}`, error, this.#origin(socket));
  }

  /** Where something happened: in which room, and on the connection that which request opened. */
  #origin(socket?: RoomSocket): { room: string; request: string | undefined } {
    const request = socket && requestIdIn(socket.handshake.headers, socket.id);
    return { room: this.ctx.id.toString(), request };
  }
}

/** The room's canonical name, which its object is made from. */
function nameOf({ name }: DurableObjectId): string {
  if (name === undefined) throw new Error("a room's object is made from its name, with idFromName");
  return name;
}
