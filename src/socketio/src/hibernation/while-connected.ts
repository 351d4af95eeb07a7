/** Runs the intervals of plugins only while a namespace has sockets, so that the object can hibernate otherwise. */

import { type AnyNamespace, setUpPlugin } from "./plugin-intervals.ts";

/**
 * Calls `setup`, and runs the intervals that it starts only while a namespace has sockets. They keep the object awake
 * meanwhile. {@link whileAwake} does not.
 *
 * What is emitted in the namespace reaches the sockets of this object only, also in a cluster.
 *
 * @param namespace the namespace whose sockets need the intervals
 * @param setup is synchronous: intervals that it starts later are not paused. Its `setInterval` returns an object with
 *   `close()` and `unref()`, which `clearInterval` does not accept
 * @returns what `setup` returns
 * @example
 * ```ts
 * import { instrument } from "@socket.io/admin-ui";
 * import { SocketIODurableObject, whileConnected } from "socket.io-durable-objects";
 *
 * export class Chat extends SocketIODurableObject {
 *   constructor(ctx: DurableObjectState, env: unknown) {
 *     super(ctx, env);
 *     whileConnected(this.io.of("/admin"), () => instrument(this.io, { auth: false, mode: "production" }));
 *   }
 * }
 * ```
 */
export function whileConnected<Result>(namespace: AnyNamespace, setup: () => Result): Result {
  const { result, intervals } = setUpPlugin(namespace, setup);
  namespace.on("connection", (socket) => {
    for (const interval of intervals) interval.start();
    socket.on("disconnect", () => {
      if (namespace.adapter.sids.size === 0) for (const interval of intervals) interval.pause();
    });
  });
  return result;
}
