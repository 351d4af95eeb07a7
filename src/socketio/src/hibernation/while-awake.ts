/** Runs the intervals of plugins when the object handles events, so that it can hibernate even while they have sockets. */

import { type AnyNamespace, setUpPlugin } from "./plugin-intervals.ts";

/**
 * Calls `setup`, and runs the intervals that it starts without a timer: when a socket of a namespace connects, and when the object
 * handles an event while the namespace has sockets, at most as often as the interval says. So the object hibernates while nothing
 * happens.
 *
 * What is emitted in the namespace reaches the sockets of this object only, also in a cluster.
 *
 * @param namespace the namespace whose sockets need the intervals
 * @param setup is synchronous. Its `setInterval` returns an object with `close()` and `unref()`, which `clearInterval` does not
 *   accept
 * @returns what `setup` returns
 * @example
 * ```ts
 * import { instrument } from "@socket.io/admin-ui";
 * import { SocketIODurableObject, whileAwake } from "socket.io-durable-objects";
 *
 * export class Chat extends SocketIODurableObject {
 *   constructor(ctx: DurableObjectState, env: unknown) {
 *     super(ctx, env);
 *     whileAwake(this.io.of("/admin"), () => instrument(this.io, { auth: false, mode: "production" }));
 *   }
 * }
 * ```
 */
export function whileAwake<Result>(namespace: AnyNamespace, setup: () => Result): Result {
  const { result, intervals } = setUpPlugin(namespace, setup);
  let isScheduled = false;
  const run = (): void => {
    isScheduled = false;
    const now = Date.now();
    for (const interval of intervals) if (interval.isDue(now)) interval.runOnce(now);
  };
  namespace.server.engine.on("activity", () => {
    const now = Date.now();
    if (isScheduled || !intervals.some((interval) => interval.isDue(now))) return;
    // After the event: the plugin is to report what it has changed.
    isScheduled = true;
    setTimeout(() => {
      if (namespace.adapter.sids.size > 0) run();
      else isScheduled = false;
    }, 0);
  });
  namespace.on("connection", () => {
    const now = Date.now();
    for (const interval of intervals) interval.runOnce(now);
  });
  return result;
}
