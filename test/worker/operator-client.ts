/** An operator, for tests of the API below `/api/operator`. */
import { TEST_OPERATOR_TOKEN } from "../support/operator.ts";
import { send } from "./app.ts";

/** An answer of the API and its status. */
export type OperatorAnswer = { status: number; ok: boolean } & Record<string, unknown>;

/** Sends a request as an operator. `path` is relative to `/api/operator`. */
export async function operate(
  method: string,
  path: string,
  body?: object,
  token = TEST_OPERATOR_TOKEN,
): Promise<OperatorAnswer> {
  const answer = await send(`/api/operator${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, ...((await answer.json()) as { ok: boolean }) };
}
