/** The signer of a deployment's sessions. */
import type { SecretStore } from "./secret-store.ts";
import { Signer } from "./session.ts";

/** The part of `Env` with the secrets. */
export interface SecretsEnv {
  SECRETS: DurableObjectNamespace<SecretStore>;
  SESSION_SECRET?: string;
  SESSION_SECRET_PREVIOUS?: string;
}

/**
 * One per isolate and set of secrets, so that an isolate calls the secret store once. Not a promise of the signer: a promise
 * belongs to the request that created it, and never settles for others if that request is cancelled.
 */
let cached: { configured: string; signer: Signer } | undefined;

/**
 * The deployment's signer. It signs with `SESSION_SECRET` and also accepts `SESSION_SECRET_PREVIOUS`; without them it uses the
 * random secret of the `SecretStore`.
 */
export async function sessionSigner(env: SecretsEnv): Promise<Signer> {
  const secrets = [env.SESSION_SECRET, env.SESSION_SECRET_PREVIOUS].filter(
    (secret): secret is string => !!secret,
  );
  const configured = secrets.join("\n");
  if (cached?.configured === configured) return cached.signer;
  if (secrets.length === 0) secrets.push(await env.SECRETS.getByName("sessions").secret());
  const signer = await Signer.from(secrets);
  cached = { configured, signer };
  return signer;
}
