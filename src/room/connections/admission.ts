/** Who may come in, and as whom: a namespace middleware, run once per connection and never on a wake. */
import type { ExtendedError } from "socket.io";
import { sessionFromCookie } from "../../auth/cookie.ts";
import { newSession, renewSession, type Session, type Signer } from "../../auth/session.ts";
import { isBotToken } from "../../shared/contract/bots.ts";
import { type ConnectRefusal, failure } from "../../shared/contract/errors.ts";
import type { Auth } from "../../shared/contract/index.ts";
import type { Member } from "../../shared/contract/message.ts";
import type { Limits } from "../../shared/limits.ts";
import { isLargerThan } from "../../shared/validation/json-size.ts";
import { check, type Schemas } from "../../shared/validation/schemas.ts";
import type { PresentedCredentials } from "../access/access-credentials.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { Clock } from "../clock.ts";
import { tooFast } from "../rate-limits/event-rate-limiter.ts";
import type { UserRateLimiter } from "../rate-limits/user-rate-limiter.ts";
import { RoomError } from "../room-error.ts";
import type { RoomSocket } from "../room-io.ts";
import type { ConnectionLimiter } from "./connection-limiter.ts";
import type { PresenceTracker } from "./presence.ts";

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
  presence: Pick<PresenceTracker, "ready">;
  connectionLimiter: ConnectionLimiter;
  userRateLimiter: UserRateLimiter;
  bots: Pick<BotStore, "verify">;
  /** Lets somebody into a private room who has a key to it. Throws a {@link RoomError} where too many were tried. */
  showKeys: (person: Member, keys: PresentedCredentials, address: string) => Promise<void>;
  /** Whether a passphrase opens the room. */
  hasPassphrase: () => boolean;
  /** Throws a {@link RoomError} when a person may not come in. */
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
    const { presence, connectionLimiter, misconfigured } = this.rules;
    if (misconfigured !== undefined)
      throw new RoomError("internal", `This server is not set up correctly. ${misconfigured}`);
    const { conn } = socket;
    if (this.#connections.has(conn))
      throw new RoomError("invalid", "This connection is in the room already.");
    this.#connections.add(conn);
    try {
      await this.#identify(socket);
      await presence.ready();
      // It may have closed while its session was read: "close" was emitted then, and would not free its seat.
      if (conn.readyState !== "open") throw new RoomError("invalid", "This connection is closed.");
      connectionLimiter.add({ id: socket.id, address: socket.handshake.address });
      // It may be gone before it is seated, and then no `disconnect` tells of it.
      conn.once("close", () => connectionLimiter.remove(socket.id));
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
    if (!(error instanceof RoomError)) this.rules.onError(error, socket);
    const refusal =
      error instanceof RoomError ? error : new RoomError("internal", "Something went wrong on our side.");
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
    const { clock, userRateLimiter, mayEnter, signer } = this.rules;
    const { token, name, invite, passphrase, ...rest } = this.#takeAuth(socket);
    if (token !== undefined && isBotToken(token)) return this.#admitBot(socket, token, rest);
    const sessions = await signer();
    const now = clock.now();
    const fromToken = token === undefined ? undefined : await sessions.read(token, now);
    const fromCookie = fromToken === undefined ? await cookieSession(socket, sessions, now) : undefined;
    const known = fromToken ?? fromCookie;
    if (known === undefined && token !== undefined) {
      throw new RoomError(
        "unauthorized",
        "auth.token is not valid any more. Connect without it to get a new one.",
      );
    }
    const session = renewSession(known ?? newSession(now), now, name);
    const wait = userRateLimiter.staysOut(session.id);
    if (wait > 0) throw RoomError.from(tooFast(wait));
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
    const { bots, userRateLimiter, mayEnter } = this.rules;
    const { id, name } = bots.verify(token);
    const wait = userRateLimiter.staysOut(id);
    if (wait > 0) throw RoomError.from(tooFast(wait));
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
      throw new RoomError("too_large", `auth: at most ${limits.authBytes} characters`);
    }
    const auth = check(schemas.auth, given);
    if (!auth.ok) throw RoomError.from(auth.error);
    return auth.value;
  }
}

function cookieSession(socket: RoomSocket, signer: Signer, now: number): Promise<Session | undefined> {
  const { headers, secure } = socket.handshake;
  return sessionFromCookie(headers.cookie, secure, signer, now);
}
