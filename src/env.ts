/** What the worker is given to work with: the bindings of `wrangler.toml` and the variables of a deployment. */

import type { SecretStore } from "./auth/secret-store.ts";
import type { Directory } from "./directory/directory.ts";
import type { ChatRoom } from "./room/chat-room.ts";

export interface Env {
  /** One object per room, by canonical name. */
  ROOMS: DurableObjectNamespace<ChatRoom>;
  /** The one object that keeps the secret of a deployment that was given none. */
  SECRETS: DurableObjectNamespace<SecretStore>;
  /** The one object that knows the public rooms. */
  DIRECTORY: DurableObjectNamespace<Directory>;
  /** Counts connections by network. Without it they are counted in the room alone. */
  CONNECTIONS?: RateLimit;
  /** Counts requests to rooms by network. Without it they are not counted. */
  REQUESTS?: RateLimit;
  /** Counts rooms that are made by network. Without it they are not counted. */
  ROOM_MAKING?: RateLimit;
  /** Files that people send. Without it a deployment takes none. */
  FILES?: R2Bucket;
  /** The files of `public/`. */
  ASSETS: Fetcher;
  /** Signs sessions. At least 32 random characters: `npm run wrangler -- secret put SESSION_SECRET`. */
  SESSION_SECRET?: string;
  /** The secret before a rotation: sessions it signed are still accepted. */
  SESSION_SECRET_PREVIOUS?: string;
  /** Foreign origins that may connect, separated by spaces or commas, or `*` for any. */
  ALLOWED_ORIGINS?: string;
}

declare global {
  namespace Cloudflare {
    // How `env` of "cloudflare:workers" learns of the bindings.
    interface Env extends WorkerEnv {}
  }
}

type WorkerEnv = Env;
