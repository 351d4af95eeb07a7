/** The clients of a relay: they ask the room to be admitted, and send it their events. */
import type { ExtendedError, Socket } from "socket.io";
import { resultWithin } from "../../platform/with-timeout.ts";
import { type ConnectRefusal, failure } from "../../shared/contract/errors.ts";
import type { Limits } from "../../shared/limits.ts";
import { isLargerThan } from "../../shared/validation/json-size.ts";
import { EncodedAnswer } from "../broadcast/room-parser.ts";
import type { PendingConnections } from "../connections/pending-connections.ts";
import { BUSY } from "../rate-limits/event-rate-limiter.ts";
import type { SocketData } from "../room-io.ts";
import type { RelayedClient, RequestHead, UpMessage } from "./messages.ts";
import type { RelaySocket, RelaySocketData } from "./relay-io.ts";
import type { RelayRateLimiter } from "./relay-rate-limiter.ts";

/** How long a socket may take to be connected after it was admitted, in milliseconds. It takes some microtasks. */
const CONNECT = 1_000;

/** The longest `auth` that is sent to the room, in characters of JSON. */
const MAX_AUTH = 100_000;

/** Headers that admission and the log read. */
const HEADERS = ["cookie", "cf-ray"] as const;

/** A socket, or one that has no `Socket` of Socket.IO yet. */
interface ClientSocket {
  readonly id: string;
  readonly handshake: {
    readonly address: string;
    readonly secure: boolean;
    readonly headers: Socket["handshake"]["headers"];
    auth: Record<string, unknown>;
  };
  readonly conn: { once(event: "close", listener: () => void): unknown };
  readonly data: RelaySocketData;
}

interface Joining {
  socket: ClientSocket;
  admit: () => void;
  refuse: (error: ExtendedError) => void;
  /** It is connected, or closed. */
  settle: () => void;
}

export interface RelayClientsDependencies {
  limits: Pick<Limits, "authBytes">;
  rateLimiter: Pick<RelayRateLimiter, "take" | "countRejection">;
  pendingConnections: Pick<PendingConnections, "admitted">;
  epoch: () => string;
  /** Called before anything else for a socket that slept. */
  onAwake: (data: RelaySocketData) => void;
  /** @returns whether there is room for another message */
  send: (message: UpMessage) => boolean;
}

export class RelayClients {
  readonly #joining = new Map<string, Joining>();
  /** The ids of connections with a socket, as far as is known after a sleep. */
  readonly #connections = new Set<string>();
  readonly #answers = new Map<number, (answer: EncodedAnswer | object) => void>();
  #lastAnswer = 0;

  constructor(private readonly deps: RelayClientsDependencies) {}

  /** How many wait for the room. */
  get joining(): number {
    return this.#joining.size;
  }

  /** Asks the room to admit a client. Settles when it did, with the error for the client where it did not. */
  async join(socket: ClientSocket): Promise<void> {
    const { conn, handshake } = socket;
    const { authBytes } = this.deps.limits;
    const auth: unknown = handshake.auth;
    // A handshake is kept as long as the socket: a token is not.
    handshake.auth = {};
    if (this.#connections.has(connectionId(conn)))
      throw refusal("invalid", "This connection is in the room already.");
    // The room has the exact limit.
    const json = isLargerThan(MAX_AUTH, auth) ? false : jsonOf(auth ?? {});
    if (json === false || json === undefined)
      throw refusal("too_large", `auth: at most ${authBytes} characters`);
    this.#connections.add(connectionId(conn));
    const { id: socketId } = socket;
    const { address, secure } = handshake;
    const headers = pick(handshake.headers);
    const client = { socketId, address, secure, headers, auth: json };
    try {
      await new Promise<void>((admit, refuse) => {
        this.#joining.set(socketId, { socket, admit, refuse, settle: () => undefined });
        conn.once("close", () => this.#closed(socket));
        if (!this.deps.send({ type: "join", client })) refuse(refusal("rate_limited", BUSY));
      });
    } catch (error) {
      this.#connections.delete(connectionId(conn));
      this.#joining.delete(socketId);
      throw error;
    }
  }

  /** The room has admitted a client. Settles when it is connected or gone: what follows is for it, too. */
  async admitted(socketId: string, data: SocketData): Promise<void> {
    const joining = this.#joining.get(socketId);
    if (joining === undefined) return;
    Object.assign(joining.socket.data, data, { epoch: this.deps.epoch() });
    const settled = new Promise<void>((resolve) => {
      joining.settle = resolve;
    });
    joining.admit();
    await resultWithin(CONNECT, settled);
  }

  refused(socketId: string, message: string, data: ConnectRefusal): void {
    this.#joining.get(socketId)?.refuse(Object.assign(new Error(message), { data }));
  }

  /** Handles the events of a socket: a new one, or one that slept and sends something again. */
  listen(socket: RelaySocket): void {
    this.deps.onAwake(socket.data);
    socket.use((packet) => this.#onEvent(socket, packet));
  }

  /** A client is connected. */
  connected(socket: ClientSocket): void {
    const joining = this.#joining.get(socket.id);
    if (joining === undefined) return;
    this.#joining.delete(socket.id);
    this.deps.pendingConnections.admitted(socket as never);
    joining.settle();
  }

  /** A client is disconnected. */
  left(socket: ClientSocket): void {
    this.deps.onAwake(socket.data);
    this.#connections.delete(connectionId(socket.conn));
    this.deps.send({ type: "leave", client: clientOf(socket), wasConnected: true });
  }

  /** The room has answered an event. */
  answered(number: number, json: string): void {
    this.#answers.get(number)?.(new EncodedAnswer(json));
    this.#answers.delete(number);
  }

  /** The room cannot be reached: these messages are not sent again. */
  failed(messages: readonly UpMessage[]): void {
    const error = failure("internal", "The room cannot be reached. Nothing is lost by trying again.");
    for (const message of messages) {
      if (message.type === "join") {
        const { socketId, address } = message.client;
        this.refused(socketId, error.error.message, error.error);
        // The room may have admitted it.
        const client = { socketId, address, data: { id: "", name: "" } };
        this.deps.send({ type: "leave", client, wasConnected: false });
      }
      if (message.type !== "event" || message.answer === undefined) continue;
      this.#answers.get(message.answer)?.(error);
      this.#answers.delete(message.answer);
    }
  }

  #closed({ id, handshake }: ClientSocket): void {
    const joining = this.#joining.get(id);
    if (joining === undefined) return;
    this.#joining.delete(id);
    joining.refuse(new Error("closed"));
    joining.settle();
    const client = { socketId: id, address: handshake.address, data: { id: "", name: "" } };
    this.deps.send({ type: "leave", client, wasConnected: false });
  }

  /** @param packet the event's name, the payload, and last the acknowledgement, where the client asks for one */
  #onEvent(socket: RelaySocket, packet: readonly unknown[]): void {
    const { rateLimiter, send } = this.deps;
    const last = packet.at(-1);
    const acknowledge = typeof last === "function" ? (last as (answer: object) => void) : undefined;
    const refused = rateLimiter.take(socket);
    if (refused !== undefined) {
      acknowledge?.(refused);
      if (rateLimiter.countRejection(socket)) send({ type: "flood", client: clientOf(socket) });
      return;
    }
    const name = typeof packet[0] === "string" ? packet[0] : "";
    const payload = jsonOf(packet[1]);
    if (payload === false) {
      acknowledge?.(failure("invalid", "The payload is not valid."));
      return;
    }
    const answer = acknowledge && ++this.#lastAnswer;
    if (answer !== undefined && acknowledge !== undefined) this.#answers.set(answer, acknowledge);
    const event: UpMessage = { type: "event", client: clientOf(socket), name, payload, answer };
    if (name === "wire:handshake") event.request = headOf(socket);
    if (send(event)) return;
    acknowledge?.(failure("rate_limited", BUSY, 1_000));
    if (answer !== undefined) this.#answers.delete(answer);
  }
}

/** What the room needs to know of a connected socket. */
export function clientOf({
  id: socketId,
  handshake,
  data,
}: Pick<ClientSocket, "id" | "data"> & { handshake: { address: string } }): RelayedClient {
  const { epoch: _, relay: __, ...rest } = data;
  return { socketId, address: handshake.address, data: plain(rest) };
}

/** Socket.IO's types do not have it. */
const connectionId = (connection: object): string => String(Reflect.get(connection, "id"));

/** A copy that can be sent: what is nested in the data of a socket is observed. */
function plain(data: SocketData): SocketData {
  const isNested = Object.values(data).some((value) => typeof value === "object" && value !== null);
  return isNested ? JSON.parse(JSON.stringify(data)) : data;
}

function headOf({ request: { method = "GET", url = "/", headers } }: RelaySocket): RequestHead {
  const pairs = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return { method, url, headers: Object.fromEntries(pairs) };
}

function pick(headers: Socket["handshake"]["headers"]): Record<string, string> {
  return Object.fromEntries(
    HEADERS.flatMap((name) => (typeof headers[name] === "string" ? [[name, headers[name]]] : [])),
  );
}

/** Undefined for no payload; false for one that is no JSON, or nested too deeply to be written. */
function jsonOf(payload: unknown): string | undefined | false {
  if (typeof payload === "function") return undefined;
  try {
    return JSON.stringify(payload);
  } catch {
    return false;
  }
}

function refusal(code: "invalid" | "too_large" | "rate_limited", message: string): ExtendedError {
  return Object.assign(new Error(message), { data: failure(code, message).error });
}
