/** Who may come in, and as whom: a namespace middleware, run once per connection and never on a wake. */
import type { ExtendedError } from "socket.io";
import { failure } from "../protocol/errors.ts";
import type { Auth } from "../protocol/index.ts";
import type { Limits } from "../protocol/limits.ts";
import { check, type Schemas } from "../protocol/schemas.ts";
import { sessionFromCookie } from "../session/cookie.ts";
import { newSession, renewSession, type Session, type Signer } from "../session/session.ts";
import type { Clock } from "./clock.ts";
import { Refusal } from "./refusal.ts";
import type { RoomServer, RoomSocket } from "./room-io.ts";
import { socketCount } from "./socket-sink.ts";

/** What was found out about a newcomer, for its `welcome`. Never stored: a token has no place in an attachment. */
export interface Admission {
  auth: Auth;
  /** For a client whose session is not in a cookie. */
  token?: string;
}

export interface AdmissionRules {
  io: RoomServer;
  schemas: Pick<Schemas, "auth">;
  limits: Pick<Limits, "socketsPerRoom">;
  clock: Pick<Clock, "now">;
  signer: () => Promise<Signer>;
  onError: (error: unknown) => void;
}

/** Lets newcomers in, or refuses them with a `connect_error` whose `data` is a {@link WireError}. */
export class Admissions {
  readonly #admitted = new WeakMap<RoomSocket, Admission>();

  constructor(private readonly rules: AdmissionRules) {}

  /**
   * Finds out who a newcomer is and notes it in `socket.data`: whoever a valid `auth.token` names, else the session
   * cookie, else somebody new.
   *
   * A token that is not valid is not passed over in silence, unless a cookie says who it is: a client that retries
   * its messages must not do so as somebody else.
   *
   * @throws Refusal `invalid` or `too_large` (auth), `unauthorized` (token), `room_full`
   */
  async admit(socket: RoomSocket): Promise<void> {
    const { io, schemas, limits, clock, signer } = this.rules;
    const auth = check(schemas.auth, socket.handshake.auth);
    if (!auth.ok) throw new Refusal(auth.error.code, auth.error.message);
    if (socketCount(io) >= limits.socketsPerRoom) {
      throw new Refusal("room_full", "This room is full. Try again in a while.", ROOM_FULL_RETRY_MS);
    }
    const { token, name } = auth.value;
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
    socket.data.id = session.id;
    socket.data.name = session.name;
    const ownToken = fromCookie === undefined ? await sessions.sign(session) : undefined;
    this.#admitted.set(socket, { auth: auth.value, token: ownToken });
  }

  /** What {@link admit} found out about a socket it let in. */
  of(socket: RoomSocket): Admission {
    return this.#admitted.get(socket) ?? { auth: {} };
  }

  /** The error that a namespace middleware hands to `next`, so that it reaches the client as `connect_error`. */
  toConnectError(error: unknown): ExtendedError {
    if (!(error instanceof Refusal)) this.rules.onError(error);
    const refusal =
      error instanceof Refusal ? error : new Refusal("internal", "Something went wrong on our side.");
    const { code, message, retryAfter } = refusal;
    return Object.assign(new Error(message), { data: failure(code, message, retryAfter).error });
  }
}

const ROOM_FULL_RETRY_MS = 30_000;

function cookieSession(socket: RoomSocket, signer: Signer, now: number): Promise<Session | undefined> {
  const { headers, secure } = socket.handshake;
  return sessionFromCookie(headers.cookie, secure, signer, now);
}
