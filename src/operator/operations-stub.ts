/** The stub of the operations object: one for a deployment. */
import { answerWithin, OutcomeUnknown } from "../platform/with-timeout.ts";
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

/** How long the operations object may take to answer from what it stores, in milliseconds. */
const DEADLINE = 10_000;

/** How long it may take where it asks a room, which itself may take ten seconds. A page gives up after twenty. */
const ROOM_DEADLINE = 15_000;

/** Waits for what the operations object answers from its storage. @throws {NoAnswer} */
export const operationsAnswer = <Asked extends Promise<unknown>>(asked: Asked): Promise<Awaited<Asked>> =>
  answerOf(asked, DEADLINE);

/** Waits for what the operations object answers after it has asked a room. @throws {NoAnswer} */
export const answerAboutRoom = <Asked extends Promise<unknown>>(asked: Asked): Promise<Awaited<Asked>> =>
  answerOf(asked, ROOM_DEADLINE);

/** Waits for an act of the operations object, in a room or of its own. @throws {OutcomeUnknown} if it takes longer, or fails on the way */
export const outcomeOf = <Act extends Promise<unknown>>(act: Act): Promise<Awaited<Act>> =>
  answerAboutRoom(act).catch((error: unknown) => {
    throw new OutcomeUnknown(error);
  });

/** The promise of a stub is a union, with a part for each answer. */
const answerOf = <Asked extends Promise<unknown>>(asked: Asked, ms: number): Promise<Awaited<Asked>> =>
  answerWithin(ms, "the operations object", asked as unknown as Promise<Awaited<Asked>>);

/** Replaces the name of a person who erases their data. @see Operations.erasePerson @throws {NoAnswer}: a repeat does it again */
export async function eraseAtOperators(
  operations: Pick<DurableObjectStub<Operations>, "erasePerson">,
  ...person: Parameters<Operations["erasePerson"]>
): Promise<void> {
  await operationsAnswer(operations.erasePerson(...person));
}
