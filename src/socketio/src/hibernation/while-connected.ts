/** Runs the intervals of plugins only while a namespace has sockets, so that the object can hibernate otherwise. */

import type { Namespace } from "socket.io";

type Task = (...args: unknown[]) => void;

/** The methods of Node's `Timeout` that plugins use. */
interface NodeTimeout {
  ref(): NodeTimeout;
  unref(): NodeTimeout;
  hasRef(): boolean;
  close(): NodeTimeout;
}

/** A namespace with any event types. */
type AnyNamespace = Pick<Namespace, "on" | "adapter">;

/** An interval that can be paused. */
class PausableInterval implements NodeTimeout {
  #timer: ReturnType<typeof setInterval> | undefined;
  #isClosed = false;

  constructor(
    private readonly task: Task,
    private readonly ms: number | undefined,
    private readonly args: unknown[],
  ) {}

  run(): void {
    if (this.#isClosed) return;
    this.#timer ??= setInterval(this.task, this.ms, ...this.args);
  }

  pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return false;
  }

  close(): this {
    this.#isClosed = true;
    this.pause();
    return this;
  }
}

/**
 * Calls `setup`, and runs the intervals that it starts only while a namespace has sockets. They keep the object awake
 * meanwhile.
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
  const intervals: PausableInterval[] = [];
  const { setInterval } = globalThis;
  globalThis.setInterval = ((task: Task, ms?: number, ...args: unknown[]) => {
    const interval = new PausableInterval(task, ms, args);
    intervals.push(interval);
    return interval;
  }) as unknown as typeof setInterval;
  try {
    return setup();
  } finally {
    globalThis.setInterval = setInterval;
    namespace.on("connection", (socket) => {
      for (const interval of intervals) interval.run();
      socket.on("disconnect", () => {
        if (namespace.adapter.sids.size === 0) for (const interval of intervals) interval.pause();
      });
    });
  }
}
