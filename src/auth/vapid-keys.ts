/** The key pair that identifies this deployment to push services (VAPID, RFC 8292). */
import type { VapidKeys } from "./secret-store.ts";
import type { SecretsEnv } from "./session-signer.ts";

/**
 * One per isolate: a deployment never changes its keys, because browsers subscribe for one public key. Not a promise, which would
 * belong to the request that created it.
 */
let cached: VapidKeys | undefined;

/**
 * The keys of this deployment, from the `SecretStore`. They are created on the first call.
 *
 * Only the public key may reach a client: `GET /api/push`.
 */
export async function vapidKeys({ SECRETS }: Pick<SecretsEnv, "SECRETS">): Promise<VapidKeys> {
  cached ??= await SECRETS.getByName("sessions").vapidKeys();
  return cached;
}
