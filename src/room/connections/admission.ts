/** Admission: authenticates a new connection, run once for each and never on a wake. */
import type { ExtendedError } from "socket.io";
import { sessionFromCookie } from "../../auth/cookie.ts";
import type { Identity } from "../../auth/identity/claims.ts";
import { identityPrincipal, type Principal, visitorPrincipal } from "../../auth/principal.ts";
import { newSession, renewSession, type Session, type Signer } from "../../auth/session.ts";
import { isBotToken } from "../../shared/contract/bots.ts";
import { type ConnectRefusal, failure } from "../../shared/contract/errors.ts";
import type { Auth, ConnectionIdentity } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import { isLargerThan } from "../../shared/validation/json-size.ts";
import { check, type Schemas } from "../../shared/validation/schemas.ts";
import type { AccessCredentials } from "../access/access-credentials.ts";
import type { EndedSessions } from "../access/ended-sessions.ts";
import type { CredentialRedeemer } from "../access/redeem-credentials.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { Clock } from "../clock.ts";
import { type Identities, setIdentity, toConnectionIdentity } from "../identity/identities.ts";
import type { IdentityExpiry } from "../identity/identity-expiry.ts";
import type { BanList } from "../operator/ban-list.ts";
import type { Permissions } from "../permissions.ts";
import { tooFast } from "../rate-limits/event-rate-limiter.ts";
import type { UserRateLimiter } from "../rate-limits/user-rate-limiter.ts";
import { RoomError } from "../room-error.ts";
import type { RoomSocket } from "../room-io.ts";
import type { ConnectionLimiter } from "./connection-limiter.ts";
import type { PresenceTracker } from "./presence.ts";

/** What `welcome` needs to know of a new connection. Never stored: a token does not belong in an attachment. */
export interface Admission {
  /** Where the client resumes, and the name it asked for. */
  auth: Pick<Auth, "v" | "name" | "lastSeq" | "lastAt" | "rev">;
  /** For a client whose session is not in a cookie. */
  token?: string;
  /** For a client with a token of the operator's issuer. */
  identity?: ConnectionIdentity;
}

/** Who connects, and what its `welcome` needs. */
interface Authenticated {
  principal: Principal;
  token?: string;
  identity?: Identity;
}

export interface AdmissionDependencies {
  schemas: Pick<Schemas, "auth">;
  limits: Pick<Limits, "authBytes">;
  /** What is wrong with the deployment's variables, for its operator; undefined for nothing. */
  misconfigured: string | undefined;
  clock: Pick<Clock, "now">;
  presence: Pick<PresenceTracker, "isReady" | "ready">;
  connectionLimiter: ConnectionLimiter;
  userRateLimiter: Pick<UserRateLimiter, "blockedFor">;
  bots: Pick<BotStore, "verify">;
  identities: Pick<Identities, "authenticate" | "grant">;
  identityExpiry: Pick<IdentityExpiry, "watch">;
  credentialRedeemer: Pick<CredentialRedeemer, "redeem">;
  credentials: Pick<AccessCredentials, "inUse">;
  permissions: Pick<Permissions, "enter">;
  banList: Pick<BanList, "refresh" | "check">;
  endedSessions: Pick<EndedSessions, "check">;
  signer: () => Promise<Signer>;
  onError: (error: unknown, socket: RoomSocket) => void;
}

/** Admits new connections, or rejects them with a `connect_error` whose `data` is a {@link ConnectRefusal}. */
export class Admissions {
  readonly #admitted = new WeakMap<RoomSocket, Admission>();
  /** Connections that are admitted, or about to be: each counts once. */
  readonly #connections = new WeakSet<object>();

  constructor(private readonly deps: AdmissionDependencies) {}

  /**
   * Authenticates a socket and counts its connection.
   *
   * @throws {RoomError} `invalid`, `too_large`, `unauthorized`, `forbidden`, `banned`, `rate_limited` or `room_full`
   */
  async admit(socket: RoomSocket): Promise<void> {
    const { presence, connectionLimiter, misconfigured } = this.deps;
    if (misconfigured !== undefined)
      throw new RoomError("internal", `This server is not set up correctly. ${misconfigured}`);
    const { conn } = socket;
    if (this.#connections.has(conn))
      throw new RoomError("invalid", "This connection is in the room already.");
    this.#connections.add(conn);
    try {
      await this.#enter(socket);
      if (!presence.isReady) await presence.ready();
      // Once it is closed, no "close" would take it off the count.
      if (conn.readyState !== "open") throw new RoomError("invalid", "This connection is closed.");
      connectionLimiter.add({ id: socket.id, address: socket.handshake.address });
      // It may close before it is connected to the namespace, and then there is no `disconnect`.
      conn.once("close", () => connectionLimiter.remove(socket.id));
    } catch (error) {
      this.#connections.delete(conn);
      throw error;
    }
  }

  /** What {@link admit} found out about a socket, for its `welcome`. It is not kept: a token is longer than all else of a socket. */
  take(socket: RoomSocket): Admission {
    const admission = this.#admitted.get(socket) ?? { auth: {} };
    this.#admitted.delete(socket);
    return admission;
  }

  /** The socket is disconnected. Its connection may ask again. */
  left({ conn }: RoomSocket): void {
    this.#connections.delete(conn);
  }

  /** The error that a namespace middleware hands to `next`, so that it reaches the client as `connect_error`. */
  toConnectError(error: unknown, socket: RoomSocket): ExtendedError {
    if (!(error instanceof RoomError)) this.deps.onError(error, socket);
    const { code, message, retryAfter } =
      error instanceof RoomError ? error : new RoomError("internal", "Something went wrong on our side.");
    const data: ConnectRefusal = failure(code, message, retryAfter).error;
    if (error instanceof RoomError && error.signedOut) data.signedOut = true;
    if (code === "forbidden") data.passphrase = this.deps.credentials.inUse.passphrase;
    return Object.assign(new Error(message), { data });
  }

  async #enter(socket: RoomSocket): Promise<void> {
    const { userRateLimiter, credentialRedeemer, permissions, identities, identityExpiry } = this.deps;
    const { token, jwt, invite, passphrase, ...auth } = this.#takeAuth(socket);
    const isBot = jwt === undefined && token !== undefined && isBotToken(token);
    const authenticated: Authenticated =
      jwt !== undefined
        ? await this.#authenticateIdentity(jwt, auth.name)
        : isBot
          ? { principal: this.deps.bots.verify(token) }
          : await this.#authenticateVisitor(socket, token, auth.name);
    const { principal, identity } = authenticated;
    const penalty = userRateLimiter.blockedFor(principal.id);
    if (penalty > 0) throw RoomError.from(tooFast(penalty));
    const { banList } = this.deps;
    const refreshed = banList.refresh();
    if (refreshed !== undefined) await refreshed;
    banList.check(principal.id, socket.handshake.address);
    identities.grant(principal);
    if (!isBot) await credentialRedeemer.redeem(principal, { invite, passphrase }, socket.handshake.address);
    permissions.enter(principal.id);
    socket.data.id = principal.id;
    socket.data.name = principal.name;
    if (principal.device !== undefined) socket.data.device = principal.device;
    // A bot keeps the name that the owner of the room gave it.
    if (isBot) delete auth.name;
    if (identity?.isNameFixed) auth.name = identity.name;
    if (identity !== undefined) {
      setIdentity(socket, identity);
      await identityExpiry.watch(identity.expires);
    }
    this.#admitted.set(socket, {
      auth,
      ...(authenticated.token && { token: authenticated.token }),
      ...(identity && { identity: toConnectionIdentity(identity) }),
    });
  }

  /** The person of `auth.jwt`. A name that the client chose counts only if the token has none. */
  async #authenticateIdentity(jwt: string, chosenName: string | undefined): Promise<Authenticated> {
    const identity = await this.deps.identities.authenticate(jwt);
    const name = identity.isNameFixed ? identity.name : (chosenName ?? identity.name);
    return { principal: identityPrincipal({ ...identity, name }), identity };
  }

  /**
   * The visitor of `auth.token`, or else of the session cookie, or else a new one.
   *
   * A token that is not valid is rejected, unless there is a cookie: a client that retries its messages must not do so as
   * another visitor.
   */
  async #authenticateVisitor(
    socket: RoomSocket,
    token: string | undefined,
    name: string | undefined,
  ): Promise<Authenticated> {
    const signer = await this.deps.signer();
    const now = this.deps.clock.now();
    const fromToken = token === undefined ? undefined : await signer.read(token, now);
    const fromCookie = fromToken === undefined ? await cookieSession(socket, signer, now) : undefined;
    const known = fromToken ?? fromCookie;
    if (known === undefined && token !== undefined)
      throw new RoomError(
        "unauthorized",
        "auth.token is not valid any more. Connect without it to get a new one.",
      );
    if (known !== undefined) await this.deps.endedSessions.check(known);
    const session = renewSession(known ?? newSession(now), now, name);
    const principal = visitorPrincipal(session);
    return fromCookie === undefined ? { principal, token: await signer.sign(session) } : { principal };
  }

  /** Takes `auth` out of the handshake, which is kept for as long as the socket: a token is not. */
  #takeAuth({ handshake }: RoomSocket): Auth {
    const { schemas, limits } = this.deps;
    const given: unknown = handshake.auth;
    handshake.auth = {};
    // A token of the operator's issuer has a limit of its own.
    const others = typeof given === "object" && given !== null ? { ...given, jwt: undefined } : given;
    if (isLargerThan(limits.authBytes, others))
      throw new RoomError("too_large", `auth: at most ${limits.authBytes} characters`);
    const auth = check(schemas.auth, given);
    if (!auth.ok) throw RoomError.from(auth.error);
    return auth.value;
  }
}

function cookieSession(socket: RoomSocket, signer: Signer, now: number): Promise<Session | undefined> {
  const { headers, secure } = socket.handshake;
  return sessionFromCookie(headers.cookie, secure, signer, now);
}
