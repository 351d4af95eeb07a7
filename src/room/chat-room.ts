/** A room: one Durable Object that orders and keeps its messages, and tells everybody who is here. */
import type { DefaultEventsMap } from "socket.io";
import type { Env } from "../env.ts";
import { logError, logEvent } from "../log.ts";
import { corsFor } from "../origins.ts";
import { failure, type WireError } from "../protocol/errors.ts";
import {
  type ClientToServerEvents,
  type HistoryPage,
  type HistoryPayload,
  type Member,
  type Message,
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
import { type Answer, answering } from "./answer.ts";
import { Attendance } from "./attendance.ts";
import { systemClock } from "./clock.ts";
import { Conduct } from "./conduct.ts";
import { Door } from "./door.ts";
import { type GateRules, guard } from "./gate.ts";
import { HalfOpen } from "./half-open.ts";
import { MessageLog } from "./message-log.ts";
import { Outbox } from "./outbox.ts";
import type { RoomSocket, SocketData } from "./room-io.ts";
import { Roster } from "./roster.ts";
import { SocketSink } from "./socket-sink.ts";
import { Typists } from "./typing.ts";
import { welcomeFor } from "./welcome.ts";

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
  readonly #roster: Roster;
  readonly #attendance: Attendance;
  readonly #typists: Typists;
  readonly #outbox: Outbox;
  readonly #admissions: Admissions;
  readonly #gate: GateRules;
  readonly #halfOpen: HalfOpen;

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
    this.#name = nameOf(ctx.id);
    this.#limits = limits;
    this.#schemas = schemasFor(limits);
    this.#log = new MessageLog(ctx.storage.sql, limits);
    this.#roster = new Roster(limits);
    const door = new Door(limits);
    const conduct = new Conduct(systemClock, limits);
    this.#attendance = new Attendance(this.io, this.#roster, door);
    this.#typists = new Typists(systemClock, limits, () => this.#outbox.changed("typing"));
    this.#outbox = new Outbox(new SocketSink(this.io), systemClock, {
      presence: this.#roster,
      typing: this.#typists,
    });
    this.#admissions = new Admissions({
      schemas: this.#schemas,
      limits,
      clock: systemClock,
      attendance: this.#attendance,
      door,
      conduct,
      signer: () => signerOf(env),
      onError: (error, socket) => this.#logError("admission", error, socket),
    });
    this.#halfOpen = halfOpen;
    this.#gate = { clock: systemClock, limits, conduct, onFlood: (socket, why) => this.#putOut(socket, why) };
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

  protected override onListenerError(error: unknown, { event }: { event: string }): void {
    this.#logError(event, error);
  }

  /** Runs for newcomers, and for a sleeping socket that speaks: then only the listeners are put back. */
  #onConnection(socket: RoomSocket): void {
    guard(socket, this.#gate);
    this.#listen(socket);
    if (socket.recovered) return;
    this.#halfOpen.letIn(socket);
    try {
      this.#welcome(socket);
    } catch (error) {
      this.#logError("welcome", error, socket);
      this.#sayGoodbye(socket, failure("internal", "Something went wrong on our side.").error);
    }
  }

  /** Synchronous, so that nothing is sent between the messages that `welcome` covers and `welcome` itself. */
  #welcome(socket: RoomSocket): void {
    const { auth, token } = this.#admissions.of(socket);
    this.#outbox.flushMessagesBefore(socket.id);
    this.#attendance.join(socket, auth.name);
    const { id, name } = socket.data;
    const you = token === undefined ? { id, name } : { id, name, token };
    socket.emit("welcome", welcomeFor(you, this.#name, auth, this.#log, this.#roster, this.#limits));
    if (this.#typists.ids.length > 0) socket.emit("typing", { ids: this.#typists.ids });
    this.#outbox.changed("presence", socket.id);
  }

  #listen(socket: RoomSocket): void {
    const { send, history, profile, typing } = this.#schemas;
    const onError = (error: unknown) => this.#logError("request", error, socket);
    socket.on(
      "message:send",
      answering(send, (payload, answer) => this.#send(socket, payload, answer), onError),
    );
    socket.on(
      "history:get",
      answering(history, (query, answer) => answer(this.#log.page(query)), onError),
    );
    socket.on(
      "profile:set",
      answering(profile, ({ name }, answer) => this.#rename(socket, name, answer), onError),
    );
    socket.on(
      "typing",
      answering(typing, ({ active }, answer) => this.#type(socket, active, answer), onError),
    );
    socket.on("disconnect", () => this.#leave(socket));
  }

  #send(socket: RoomSocket, payload: SendPayload, answer: Answer<{ message: Message }>): void {
    const { message, isNew } = this.#log.append(socket.data, payload, systemClock.now());
    answer({ message });
    if (isNew) this.#outbox.add(message);
    this.#typists.stop(socket.data.id);
  }

  async #rename(socket: RoomSocket, name: string, answer: Answer<{ member: Member }>): Promise<void> {
    answer({ member: await this.#attendance.rename(socket, name) });
    this.#outbox.changed("presence");
  }

  #type(socket: RoomSocket, active: boolean, answer: Answer<object>): void {
    if (active) this.#typists.start(socket.data.id);
    else this.#typists.stop(socket.data.id);
    answer({});
  }

  async #leave(socket: RoomSocket): Promise<void> {
    this.#admissions.left(socket);
    if (await this.#attendance.leave(socket)) this.#typists.stop(socket.data.id);
    this.#outbox.changed("presence");
  }

  #putOut(socket: RoomSocket, reason: WireError): void {
    logEvent("room.flood", this.#origin(socket));
    this.#sayGoodbye(socket, reason);
  }

  /** Ends a connection, with a reason that its client can show. */
  #sayGoodbye(socket: RoomSocket, reason: WireError): void {
    socket.emit("goodbye", reason);
    socket.disconnect(true);
  }

  #logError(event: string, error: unknown, socket?: RoomSocket): void {
    logError(`room.${event}`, error, this.#origin(socket));
  }

  /** Where something happened: in which room, and on the connection that which request opened. */
  #origin(socket?: RoomSocket): { room: string; request: string | undefined } {
    return { room: this.ctx.id.toString(), request: requestIdIn(socket?.handshake.headers) };
  }
}

/** The room's canonical name, which its object is made from. */
function nameOf({ name }: DurableObjectId): string {
  if (name === undefined) throw new Error("a room's object is made from its name, with idFromName");
  return name;
}
