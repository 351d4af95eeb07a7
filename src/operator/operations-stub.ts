/** The stub of the operations object: one for a deployment. */
import type { Operations } from "./operations.ts";

/** The part of `Env` with the operators. */
export interface OperatorsEnv {
  /** Missing in a deployment of an earlier release's `wrangler.toml`. */
  OPERATIONS?: DurableObjectNamespace<Operations>;
  OPERATOR_TOKEN?: string;
  MODERATOR_TOKEN?: string;
  IDENTITY_SECRET?: string;
  IDENTITY_JWKS_URL?: string;
}

/** @returns undefined for a deployment without operators: nothing is stored for them */
export function operationsStub(env: OperatorsEnv): DurableObjectStub<Operations> | undefined {
  const { OPERATIONS, OPERATOR_TOKEN, MODERATOR_TOKEN, IDENTITY_SECRET, IDENTITY_JWKS_URL } = env;
  const hasOperators = OPERATOR_TOKEN || MODERATOR_TOKEN || IDENTITY_SECRET || IDENTITY_JWKS_URL;
  return hasOperators ? OPERATIONS?.getByName("operations") : undefined;
}

/** Whether the deployment has people who may be operators. */
export const hasOperators = (env: OperatorsEnv): boolean => operationsStub(env) !== undefined;
