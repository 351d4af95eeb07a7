/** Which secret signs the sessions of this deployment. */
import type { Env } from "../env.ts";
import { Signer } from "./session.ts";

type SecretsEnv = Pick<Env, "SESSION_SECRET" | "SESSION_SECRET_PREVIOUS" | "SECRETS">;

/**
 * One per isolate and set of secrets, so that an isolate asks the secret store once. The signer and not a promise of
 * it: a promise belongs to the request that made it, and never settles for others when that request is cancelled.
 */
let cached: { given: string; signer: Signer } | undefined;

/**
 * The deployment's signer.
 *
 * `SESSION_SECRET` signs where it is set, and `SESSION_SECRET_PREVIOUS` is still accepted beside it; else a random
 * secret made once by the `SecretStore`.
 */
export async function signerOf(env: SecretsEnv): Promise<Signer> {
  const secrets = [env.SESSION_SECRET, env.SESSION_SECRET_PREVIOUS].filter(
    (secret): secret is string => !!secret,
  );
  const given = secrets.join("\n");
  if (cached?.given === given) return cached.signer;
  if (secrets.length === 0) secrets.push(await env.SECRETS.getByName("sessions").secret());
  const signer = await Signer.from(secrets);
  cached = { given, signer };
  return signer;
}
