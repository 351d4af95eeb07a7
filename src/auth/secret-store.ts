/** Where the secret of a deployment lives that was given none. */
import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env.ts";

const KEY = "session-secret";

/**
 * Makes one random secret when it is first asked and gives the same one ever after.
 *
 * It stores one key and has no tables, so it needs no migrations. There is a single object of this class in a deployment, so two deployments never accept each other's sessions.
 */
export class SecretStore extends DurableObject<Env> {
  /** The secret: 244 random bits. */
  secret(): string {
    const kept = this.ctx.storage.kv.get<string>(KEY);
    if (kept !== undefined) return kept;
    const secret = crypto.randomUUID() + crypto.randomUUID();
    this.ctx.storage.kv.put(KEY, secret);
    return secret;
  }
}
