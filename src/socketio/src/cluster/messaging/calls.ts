/** Calls between the objects of a cluster: Durable Object RPC with a deadline, and retries. */

import type { ClusterObjects } from "../cluster-options.ts";
import type { AnswerTo, ClusterCall } from "./messages.ts";

/** Calls an object of the cluster by its name. Rejects if it fails, or does not answer in time. */
export type Caller = <Call extends ClusterCall>(name: string, call: Call) => Promise<AnswerTo<Call>>;

/** The RPC method of `SocketIODurableObject`. */
interface ClusterStub {
  socketIOCluster(call: ClusterCall): Promise<unknown>;
}

/** An object has not answered in time. It may have handled the call, and may still do so. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/**
 * Calls another object of the cluster.
 *
 * @param timeout in milliseconds
 * @throws DeadlineError if it does not answer in time
 */
export async function callObject<Call extends ClusterCall>(
  objects: ClusterObjects,
  name: string,
  call: Call,
  timeout: number,
): Promise<AnswerTo<Call>> {
  const stub = objects.getByName(name) as unknown as ClusterStub;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DeadlineError(`The object ${name} has not answered in ${timeout} ms`)),
      timeout,
    );
  });
  try {
    return (await Promise.race([stub.socketIOCluster(call), deadline])) as AnswerTo<Call>;
  } finally {
    clearTimeout(timer);
  }
}

/** How long to wait before each retry, in milliseconds. */
const RETRY_DELAYS = [50, 400, 1_500];

/**
 * Calls `attempt` again if it rejects. An attempt that ran into its deadline is repeated once: more would only delay the
 * caller. What cannot be sent, or what an overloaded object has refused, is not repeated.
 *
 * @throws what the last attempt rejected with
 */
export async function withRetries<Result>(attempt: (isRetry: boolean) => Promise<Result>): Promise<Result> {
  let deadlines = 0;
  for (let count = 0; ; count++) {
    try {
      return await attempt(count > 0);
    } catch (error) {
      const delay = RETRY_DELAYS[count];
      if (error instanceof DeadlineError) deadlines++;
      if (delay === undefined || deadlines > 1 || isFinal(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

const isFinal = (error: unknown): boolean => {
  const { name, overloaded } = error as Error & { overloaded?: boolean };
  return name === "DataCloneError" || name === "TypeError" || overloaded === true;
};
