/** The bindings in `wrangler.toml` and the variables of a deployment. */
import type { Account } from "./account/account.ts";
import type { IdentityEnv } from "./auth/identity/key-source.ts";
import type { SecretStore } from "./auth/secret-store.ts";
import type { TurnstileEnv } from "./auth/turnstile.ts";
import type { Directory } from "./directory/directory.ts";
import type { MetricsEnv } from "./metrics/push-metrics.ts";
import type { Operations } from "./operator/operations.ts";
import type { ChatRoom } from "./room/chat-room.ts";
import type { RoomRelay } from "./room/relay/room-relay.ts";

export interface Env extends IdentityEnv, MetricsEnv, TurnstileEnv {
  /** An object for each room, by canonical name. */
  ROOMS: DurableObjectNamespace<ChatRoom>;
  /** Objects that hold sockets of large rooms, by the room's name and a number. Without it a room holds all its sockets itself. */
  RELAYS?: DurableObjectNamespace<RoomRelay>;
  /** A single object with the random secret of a deployment without `SESSION_SECRET`. */
  SECRETS: DurableObjectNamespace<SecretStore>;
  /** A single object that lists the public rooms. */
  DIRECTORY: DurableObjectNamespace<Directory>;
  /** An object for each person who is on several devices, by the id of their sessions. */
  ACCOUNTS: DurableObjectNamespace<Account>;
  /** A single object with all rooms, bans in all of them, and what operators did. Missing in a deployment of an earlier release. */
  OPERATIONS?: DurableObjectNamespace<Operations>;
  /** The rate limit of connections by network. Without it only the room limits them. */
  CONNECTIONS?: RateLimit;
  /** The rate limit of requests to rooms by network. Optional. */
  REQUESTS?: RateLimit;
  /** The rate limit of new rooms by network. Without it the directory counts them. */
  ROOM_MAKING?: RateLimit;
  /** Uploaded files. Without it a deployment accepts none. */
  FILES?: R2Bucket;
  /** The files of `public/`. */
  ASSETS: Fetcher;
  /** Signs sessions. At least 32 random characters: `npm run wrangler -- secret put SESSION_SECRET`. */
  SESSION_SECRET?: string;
  /** The secret before a rotation: its sessions are still accepted. */
  SESSION_SECRET_PREVIOUS?: string;
  /** Signs in operators: at least 32 random characters. Without it, and without an issuer, a deployment has no operators. */
  OPERATOR_TOKEN?: string;
  /** Signs in moderators, who handle reports and bans. At least 32 random characters. */
  MODERATOR_TOKEN?: string;
  /** Other origins that may connect, separated by spaces or commas, or `*` for any. */
  ALLOWED_ORIGINS?: string;
  /** Origins of push services besides those of the known browsers, separated by spaces or commas. */
  PUSH_SERVICES?: string;
  /** An address of the deployment's privacy notice, which its pages link to. */
  PRIVACY_URL?: string;
  /** An address that says who runs the deployment, which its pages link to. */
  IMPRINT_URL?: string;
  /** For how many days a new room keeps messages, unless its owner chooses otherwise. */
  RETENTION_DAYS?: string | number;
  /** An address that gets a JSON body for each unexpected error. */
  ERROR_WEBHOOK?: string;
  /** Origins of sites that may show rooms in a frame, separated by spaces or commas, or `*` for any. */
  FRAME_ANCESTORS?: string;
}

declare global {
  namespace Cloudflare {
    // Types `env` of "cloudflare:workers".
    interface Env extends WorkerEnv {}
  }
}

type WorkerEnv = Env;
