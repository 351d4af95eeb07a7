/** What every route works with, in Hono's terms. */
import type { Context } from "hono";
import type { RequestPrincipal } from "../auth/principal.ts";
import type { Session } from "../auth/session.ts";
import type { Env } from "../env.ts";

interface Variables<Principal> {
  /** The canonical name of the room in the path. Set by `roomName`. */
  room: string;
  /** Undefined for an anonymous request. Set by the middleware of `principal.ts`. */
  principal: Principal;
  /** The session of a request to `/api/account`. Set by the middleware of `account-session.ts`. */
  session: Session | undefined;
  /** The decoded JSON of the body. Set by `jsonBody`. */
  body: unknown;
  /** The size of the file in the body, in bytes. Set by `fileBody`. */
  fileSize: number;
  /** Where files are stored. Set by `fileBucket`. */
  bucket: R2Bucket;
}

/** @typeParam Principal the principals that the route's middleware admits */
export interface AppEnv<Principal = RequestPrincipal | undefined> {
  Bindings: Env;
  Variables: Variables<Principal>;
}

/** The context of a handler. */
export type RouteContext<Principal = RequestPrincipal | undefined> = Context<AppEnv<Principal>>;

/** The context of any route, for functions that read no variables. */
// biome-ignore lint/suspicious/noExplicitAny: a context is invariant in its variables.
export type AppContext = Context<AppEnv<any>>;
