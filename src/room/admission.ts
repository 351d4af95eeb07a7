/** Who may come in, and as whom: a namespace middleware, run once per connection and never on a wake. */
import type { ExtendedError } from "socket.io";
import { isBotToken } from "../protocol/bots.ts";
import { type ConnectRefusal, failure } from "../protocol/errors.ts";
import type { Auth } from "../protocol/index.ts";
import { isLargerThan } from "../protocol/json-size.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Member } from "../protocol/message.ts";
import { check, type Schemas } from "../protocol/schemas.ts";
import { sessionFromCookie } from "../session/cookie.ts";
import { newSession, renewSession, type Session, type Signer } from "../session/session.ts";
import type { Attendance } from "./attendance.ts";
import type { BotList } from "./bot-list.ts";
import type { Clock } from "./clock.ts";
import type { Conduct } from "./conduct.ts";
import type { Door } from "./door.ts";
import { tooFast } from "./gate.ts";
import type { ShownKeys } from "./key-ring.ts";
import { Refusal } from "./refusal.ts";
import type { RoomSocket } from "./room-io.ts";

/** What was found out about a newcomer, for its `welcome`. Never stored: a token has no place in an attachment. */
export interface Admission {
  auth: Auth;
  /** For a client whose session is not in a cookie. */
  token?: string;
}

export interface AdmissionRules {
  schemas: Pick<Schemas, "auth">;
  limits: Pick<Limits, "authBytes">;
  /** What is wrong with the deployment's variables, for its operator; undefined when all is well. */
  misconfigured: string | undefined;
  clock: Pick<Clock, "now">;
  attendance: Pick<Attendance, "ready">;
  door: Door;
  conduct: Conduct;
  bots: Pick<BotList, "verify">;
  /** Lets somebody into a private room who has a key to it. Throws a {@link Refusal} where too many were tried. */
  showKeys: (person: Member, keys: ShownKeys, address: string) => Promise<void>;
  /** Whether a passphrase opens the room. */
  hasPassphrase: () => boolean;
  /** Throws a {@link Refusal} when a person may not come in. */
  mayEnter: (id: string) => void;
  signer: () => Promise<Signer>;
  onError: (error: unknown, socket: RoomSocket) => void;
}

/** Lets newcomers in, or refuses them with a `connect_error` whose `data` is a {@link WireError}. */
export class Admissions {
  readonly #admitted = new WeakMap<RoomSocket, Admission>();
  /** Connections that are in, or on their way: one that asks twice would take two seats. */
  readonly #connections = new WeakSet<object>();

  constructor(private readonly rules: AdmissionRules) {}

  /**
   * Lets a socket in: finds out who it is, and counts it in at the door.
   *
   * @throws Refusal `invalid`, `too_large`, `unauthorized`, `banned`, `rate_limited` or `room_full`
   */
  async admit(socket: RoomSocket): Promise<void> {
    const { attendance, door, misconfigured } = this.rules;
    if (misconfigured !== undefined)
      throw new Refusal("internal", `This server is not set up correctly. ${misconfigured}`);
    const { conn } = socket;
    if (this.#connections.has(conn)) throw new Refusal("invalid", "This connection is in the room already.");
    this.#connections.add(conn);
    try {
      await this.#identify(socket);
      await attendance.ready();
      // It may have closed while its session was read: "close" was emitted then, and would not free its seat.
      if (conn.readyState !== "open") throw new Refusal("invalid", "This connection is closed.");
      door.enter({ id: socket.id, address: socket.handshake.address });
      // It may be gone before it is seated, and then no `disconnect` tells of it.
      conn.once("close", () => door.leave(socket.id));
    } catch (error) {
      this.#connections.delete(conn);
      throw error;
    }
  }

  /** What {@link admit} found out about a socket it let in. */
  of(socket: RoomSocket): Admission {
    return this.#admitted.get(socket) ?? { auth: {} };
  }

  /** The socket is gone. Its connection may ask again. */
  left({ conn }: RoomSocket): void {
    this.#connections.delete(conn);
  }

  /** The error that a namespace middleware hands to `next`, so that it reaches the client as `connect_error`. */
  toConnectError(error: unknown, socket: RoomSocket): ExtendedError {
    if (!(error instanceof Refusal)) this.rules.onError(error, socket);
    const refusal =
      error instanceof Refusal ? error : new Refusal("internal", "Something went wrong on our side.");
    const { code, message, retryAfter } = refusal;
    const data: ConnectRefusal = failure(code, message, retryAfter).error;
    if (code === "forbidden") data.passphrase = this.rules.hasPassphrase();
    return Object.assign(new Error(message), { data });
  }

  /**
   * Notes in `socket.data` who a newcomer is: whoever a valid `auth.token` names, else the session cookie, else
   * somebody new.
   *
   * A token that is not valid is not passed over in silence, unless a cookie says who it is: a client that retries
   * its messages must not do so as somebody else.
   */
  async #identify(socket: RoomSocket): Promise<void> {
    const { clock, conduct, mayEnter, signer } = this.rules;
    const { token, name, invite, passphrase, ...rest } = this.#takeAuth(socket);
    if (token !== undefined && isBotToken(token)) return this.#admitBot(socket, token, rest);
    const sessions = await signer();
    const now = clock.now();
    const fromToken = token === undefined ? undefined : await sessions.read(token, now);
    const fromCookie = fromToken === undefined ? await cookieSession(socket, sessions, now) : undefined;
    const known = fromToken ?? fromCookie;
    if (known === undefined && token !== undefined) {
      throw new Refusal(
        "unauthorized",
        "auth.token is not valid any more. Connect without it to get a new one.",
      );
    }
    const session = renewSession(known ?? newSession(now), now, name);
    const wait = conduct.staysOut(session.id);
    if (wait > 0) throw Refusal.from(tooFast(wait));
    await this.rules.showKeys(session, { invite, passphrase }, socket.handshake.address);
    mayEnter(session.id);
    socket.data.id = session.id;
    socket.data.name = session.name;
    const auth = name === undefined ? rest : { ...rest, name };
    this.#admitted.set(
      socket,
      fromCookie === undefined ? { auth, token: await sessions.sign(session) } : { auth },
    );
  }

  /** A bot has the name that the owner of the room gave it, and needs no other token. */
  #admitBot(socket: RoomSocket, token: string, auth: Auth): void {
    const { bots, conduct, mayEnter } = this.rules;
    const { id, name } = bots.verify(token);
    const wait = conduct.staysOut(id);
    if (wait > 0) throw Refusal.from(tooFast(wait));
    mayEnter(id);
    Object.assign(socket.data, { id, name });
    this.#admitted.set(socket, { auth });
  }

  /** Takes `auth` out of the handshake, which is kept for as long as the socket: a token, or junk, is not. */
  #takeAuth({ handshake }: RoomSocket): Auth {
    const { schemas, limits } = this.rules;
    const given: unknown = handshake.auth;
    handshake.auth = {};
    if (isLargerThan(limits.authBytes, given)) {
      throw new Refusal("too_large", `auth: at most ${limits.authBytes} characters`);
    }
    const auth = check(schemas.auth, given);
    if (!auth.ok) throw Refusal.from(auth.error);
    return auth.value;
  }
}

function cookieSession(socket: RoomSocket, signer: Signer, now: number): Promise<Session | undefined> {
  const { headers, secure } = socket.handshake;
  return sessionFromCookie(headers.cookie, secure, signer, now);
}
