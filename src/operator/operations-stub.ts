/** The stub of the operations object: one for a deployment. */
import { answerWithin } from "../platform/with-timeout.ts";
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

/** How long the operations object may take to look up or count a sign-in, in milliseconds. */
const SIGN_IN_DEADLINE = 10_000;

/** Waits for the operations object at a sign-in. @throws {NoAnswer} */
export const signInAnswer = <Answer>(asked: Promise<Answer>): Promise<Answer> =>
  answerWithin(SIGN_IN_DEADLINE, "the operations object", asked);

/** How long the operations object may take to erase a person, in milliseconds. */
const ERASURE_DEADLINE = 10_000;

/** Replaces the name of a person who erases their data. @see Operations.erasePerson @throws {NoAnswer}: a repeat does it again */
export async function eraseAtOperators(
  operations: Pick<DurableObjectStub<Operations>, "erasePerson">,
  ...person: Parameters<Operations["erasePerson"]>
): Promise<void> {
  await answerWithin(ERASURE_DEADLINE, "the operations object", operations.erasePerson(...person));
}
