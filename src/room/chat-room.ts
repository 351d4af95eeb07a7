/** A room: one Durable Object that orders and keeps its messages, and tells everybody who is here. */
import type { DefaultEventsMap } from "socket.io";
import type { Env } from "../env.ts";
import { lobbyOf } from "../lobby/lobby-of.ts";
import { logError, logEvent } from "../log.ts";
import { corsFor } from "../origins.ts";
import type { WireError } from "../protocol/errors.ts";
import type { UploadedFile } from "../protocol/files.ts";
import {
  type Ack,
  type ClientToServerEvents,
  type HistoryPage,
  type HistoryPayload,
  type Member,
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
import { answerOf, toFailure } from "./answer.ts";
import { Attendance } from "./attendance.ts";
import { BotKeeping } from "./bot-keeping.ts";
import { BotList } from "./bot-list.ts";
import { systemClock } from "./clock.ts";
import { Conduct } from "./conduct.ts";
import { Conversation } from "./conversation.ts";
import { Demolition } from "./demolition.ts";
import { DirectoryEntry, type News } from "./directory-entry.ts";
import { Door } from "./door.ts";
import { type ExportHead, Exporting } from "./exporting.ts";
import { Farewell } from "./farewell.ts";
import { FileDesk } from "./file-desk.ts";
import { FileShelf } from "./file-shelf.ts";
import { type GateRules, guard } from "./gate.ts";
import { GuestList } from "./guest-list.ts";
import { HalfOpen } from "./half-open.ts";
import { echoHandshake } from "./handshake-echo.ts";
import { KeyKeeping } from "./key-keeping.ts";
import { KeyRing, type ShownKeys } from "./key-ring.ts";
import { KeyTries } from "./key-tries.ts";
import { MessageChanges } from "./message-changes.ts";
import { MessageIndex } from "./message-index.ts";
import { MessageLog } from "./message-log.ts";
import { MessageSearch } from "./message-search.ts";
import { Moderation } from "./moderation.ts";
import { Outbox } from "./outbox.ts";
import { PacketPace } from "./packet-pace.ts";
import { type Poster, Posting, whoIs } from "./posting.ts";
import { ReadMarks } from "./read-marks.ts";
import { Refusal } from "./refusal.ts";
import { RetentionKeeper } from "./retention.ts";
import { Rights } from "./rights.ts";
import type { RoomSocket, SocketData } from "./room-io.ts";
import { Roster } from "./roster.ts";
import { SanctionList } from "./sanction-list.ts";
import { Settings } from "./settings.ts";
import { SettingsChange } from "./settings-change.ts";
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

/** Events whose listeners are added with the first of them. */
const RARE = /^(?:room|member|sanctions|bots?|invite|passphrase|keys|guests?|wire):/;

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
  readonly #guests: GuestList;
  readonly #keys: KeyRing;
  readonly #keyTries: KeyTries;
  readonly #rights: Rights;
  readonly #settingsChange: SettingsChange;
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
  /** Sockets that listen to everything. */
  readonly #rare = new WeakSet<RoomSocket>();
  readonly #demolition: Demolition;
  readonly #conversation: Conversation;
  readonly #moderation: Moderation;
  readonly #botKeeping: BotKeeping;
  readonly #keyKeeping: KeyKeeping;
  readonly #posting: Posting;
  readonly #fileDesk: FileDesk;
  readonly #exporting: Exporting;

  constructor(ctx: DurableObjectState, env: Env) {
    const limits = limitsFrom(env);
    const halfOpen = new HalfOpen(limits);
    const pace = new PacketPace(systemClock, limits);
    super(ctx, env, {
      path: ({ id }) => socketPath(nameOf(id)),
      maxHttpBufferSize: limits.payloadBytes,
      cors: corsFor(env.ALLOWED_ORIGINS),
      connectTimeout: CONNECT_TIMEOUT,
      allowRequest: ({ connection }, decide) => halfOpen.decide(connection.remoteAddress, decide),
      allowPacket: (connection) => pace.take(connection),
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
    this.#guests = new GuestList(kv, limits);
    this.#keys = new KeyRing(kv);
    this.#keyTries = new KeyTries(clock, limits);
    this.#rights = new Rights({
      settings: this.#settings,
      sanctions: this.#sanctions,
      guests: this.#guests,
      bots: this.#bots,
      log: this.#log,
      clock,
    });
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
    this.#settingsChange = new SettingsChange({
      settings: this.#settings,
      guests: this.#guests,
      sanctions: this.#sanctions,
      attendance: this.#attendance,
      roster: this.#roster,
      retention: this.#retention,
      outbox: this.#outbox,
      entry: this.#entry,
    });
    this.#farewell = new Farewell(this.io);
    this.#demolition = new Demolition({
      io: this.io,
      farewell: this.#farewell,
      clear: () => this.#clear(),
    });
    const mayEnter = (id: string): void => {
      this.#demolition.mayEnter();
      this.#rights.enter(id);
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
      showKeys: (person, keys, address) => this.#letIn(person, keys, address),
      signer: () => signerOf(env),
      onError: (error, socket) => this.#logError("admission", error, socket),
    });
    this.#halfOpen = halfOpen;
    this.#gate = {
      ...{ clock, limits, conduct },
      onRare: (socket, event) => this.#listenRarely(socket, event),
      onFlood: (socket, reason) => this.#putOut(socket, reason),
    };
    const parts = {
      schemas,
      clock,
      log: this.#log,
      changes: this.#changes,
      index: this.#index,
      search: new MessageSearch(this.#log, this.#index, limits),
      rights: this.#rights,
      reads: this.#reads,
      bots: this.#bots,
      files: this.#files,
      settings: this.#settings,
      settingsChange: this.#settingsChange,
      sanctions: this.#sanctions,
      guests: this.#guests,
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
    this.#keyKeeping = new KeyKeeping({ ...parts, room: this.#name, limits, keys: this.#keys });
    this.#posting = new Posting({ ...parts, conversation: this.#conversation, mayEnter, conduct, limits });
    this.#exporting = new Exporting({ ...parts, room: this.#name });
    this.#fileDesk = new FileDesk({ ...parts, mayEnter });
    halfOpen.watch(this.io);
    this.io.use((socket, next) => {
      this.#admissions.admit(socket).then(
        () => next(),
        (error: unknown) => next(this.#admissions.toConnectError(error, socket)),
      );
    });
    this.io.on("connection", (socket) => this.#onConnection(socket));
  }

  /**
   * Whether somebody may read this room over HTTP: its messages, its files.
   *
   * @param reader who says so, undefined for somebody who does not
   * @returns `unauthorized`, `forbidden` or `banned` where the room is private
   */
  async mayRead(reader: Poster | undefined): Promise<Ack> {
    return answerOf(() => {
      this.#rights.read(reader && whoIs(reader, this.#bots).id);
      return {};
    });
  }

  /** A page of history, for `GET /api/rooms/:room/messages`. `query` is validated, `reader` as for {@link mayRead}. */
  async history(query: HistoryPayload, reader: Poster | undefined): Promise<Ack<HistoryPage>> {
    return answerOf(() => {
      this.#rights.read(reader && whoIs(reader, this.#bots).id);
      return this.#log.page(query);
    });
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
  readFile(reader: Poster | undefined, id: string): Ack<{ key: string; file: UploadedFile }> {
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
  async make(owner: string, update: RoomUpdate): Promise<Ack<{ settings: RoomSettings }>> {
    return answerOf(async () => {
      this.#demolition.mayEnter();
      return {
        settings: await this.#settingsChange.apply(update, () => this.#settings.claim(owner, update)),
      };
    });
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
    socket.on("disconnect", () => this.#leave(socket));
    if (socket.recovered) return;
    this.#halfOpen.letIn(socket);
    try {
      // Asked again: the owner may have banned them, or closed the room, while they were on their way.
      this.#rights.enter(socket.data.id);
      this.#welcome(socket);
    } catch (error) {
      if (!(error instanceof Refusal)) this.#logError("welcome", error, socket);
      this.#farewell.to(socket, toFailure(error).error);
    }
  }

  /** What an owner asks for, and who looks at the wire: two dozen listeners that hardly any socket needs. */
  #listenRarely(socket: RoomSocket, event: string): void {
    if (!RARE.test(event) || this.#rare.has(socket)) return;
    this.#rare.add(socket);
    this.#moderation.listen(socket);
    this.#botKeeping.listen(socket);
    this.#keyKeeping.listen(socket);
    echoHandshake(socket, this.#schemas, (error) => this.#logError("request", error, socket));
  }

  /** Somebody who shows a key to a private room is a guest from now on. */
  async #letIn(person: Member, keys: ShownKeys, address: string): Promise<void> {
    if (keys.invite === undefined && keys.passphrase === undefined) return;
    if (this.#rights.isLetIn(person.id) || this.#sanctions.has("banned", person.id)) return;
    this.#keyTries.take(address);
    if (!(await this.#keys.opens(keys))) return;
    // Asked again: they may have been banned while the passphrase was hashed.
    if (!this.#sanctions.has("banned", person.id)) this.#guests.add({ id: person.id, name: person.name });
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
    const kept = [
      this.#log,
      this.#index,
      this.#settings,
      this.#sanctions,
      this.#guests,
      this.#keys,
      this.#reads,
      this.#bots,
      this.#files,
    ];
    for (const part of kept) part.forget();
    this.#files.cross(left);
    // The alarm is gone with the rest: what keeps it is to look again whether one is needed.
    await this.alarm();
    this.#entry.gone();
  }

  /** What strangers may know of this room. */
  async #news(): Promise<News> {
    const { owner, topic, title, visibility } = this.#settings.current;
    if (owner === undefined) return "unmade";
    if (visibility !== "public") return "hidden";
    await this.#attendance.ready();
    return { topic, ...(title && { title }), people: this.#roster.count };
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
