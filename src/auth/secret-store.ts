/** Stores the signing secret of a deployment without `SESSION_SECRET`. */
import { DurableObject } from "cloudflare:workers";

const KEY = "session-secret";

/**
 * Creates a random secret on the first call and returns the same one from then on.
 *
 * A deployment has a single object of this class, so two deployments never accept each other's sessions. It stores one key and has
 * no tables, so it needs no migrations.
 */
export class SecretStore extends DurableObject {
  /** @returns 244 random bits */
  secret(): string {
    const stored = this.ctx.storage.kv.get<string>(KEY);
    if (stored !== undefined) return stored;
    const secret = crypto.randomUUID() + crypto.randomUUID();
    this.ctx.storage.kv.put(KEY, secret);
    return secret;
  }
}
