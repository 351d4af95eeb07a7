/** Intervals of plugins that run only while a namespace has sockets, so that they do not keep an object awake for ever. */

import type { Namespace } from "socket.io";

type Task = (...args: unknown[]) => void;

/** What of Node's `Timeout` plugins use. */
interface PausedInterval {
  ref(): PausedInterval;
  unref(): PausedInterval;
  hasRef(): boolean;
  close(): PausedInterval;
}

/** Any namespace, whatever its events are. */
type AnyNamespace = Pick<Namespace, "on" | "adapter">;

class Interval implements PausedInterval {
  #timer: ReturnType<typeof setInterval> | undefined;
  #isOver = false;

  constructor(
    private readonly task: Task,
    private readonly ms: number | undefined,
    private readonly args: unknown[],
  ) {}

  run(): void {
    if (this.#isOver) return;
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

  /** Ends it for good. */
  close(): this {
    this.#isOver = true;
    this.pause();
    return this;
  }
}

/**
 * Runs `setup`, and lets the intervals that it starts run only while a namespace has sockets. Meanwhile they keep the object awake; when
 * the last of those sockets leaves, it can sleep again.
 *
 * @param namespace whose sockets the intervals are for
 * @param setup synchronous; intervals that it starts later are not seen. What its `setInterval` returns has `close()` and `unref()`, and
 *   `clearInterval` does not know it
 * @example
 * ```ts
 * import { instrument } from "@socket.io/admin-ui";
 * import { SocketIODurableObject, whileConnected } from "./src/socketio/index.ts";
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
  const intervals: Interval[] = [];
  const { setInterval } = globalThis;
  globalThis.setInterval = ((task: Task, ms?: number, ...args: unknown[]) => {
    const interval = new Interval(task, ms, args);
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
