/** The intervals that a plugin starts while it is set up: they are collected, and run as its caller decides. */

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
export type AnyNamespace = Pick<Namespace, "on" | "adapter" | "local" | "server">;

interface LocalEmitter {
  emit(event: string, ...args: unknown[]): boolean;
}

/** An interval of a plugin. */
export class PluginInterval implements NodeTimeout {
  #timer: ReturnType<typeof setInterval> | undefined;
  #isClosed = false;
  #lastRun = 0;

  constructor(
    private readonly task: Task,
    private readonly ms: number | undefined,
    private readonly args: unknown[],
  ) {}

  /** Runs the interval by a timer, which keeps the object awake. */
  start(): void {
    if (this.#isClosed) return;
    this.#timer ??= setInterval(this.task, this.ms, ...this.args);
  }

  pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Whether the interval has passed since the last {@link runOnce}. `now` is in milliseconds since the epoch. */
  isDue(now: number): boolean {
    return !this.#isClosed && this.#lastRun + (this.ms ?? 0) <= now;
  }

  /** Runs the task once. */
  runOnce(now: number): void {
    if (this.#isClosed) return;
    this.#lastRun = now;
    this.task(...this.args);
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
 * Calls `setup`, and collects the intervals that it starts.
 *
 * Meanwhile `emit` of the namespace does nothing: the object has just started, and what its sockets are told on each start would be
 * sent on each wake. Afterwards it reaches the sockets of this object only: what a plugin reports of each object would wake all
 * objects of a cluster, each of which would report in turn.
 *
 * @returns what `setup` returns, and the intervals, none of which runs
 */
export function setUpPlugin<Result>(
  namespace: AnyNamespace,
  setup: () => Result,
): { result: Result; intervals: PluginInterval[] } {
  const intervals: PluginInterval[] = [];
  let isSetUp = false;
  Object.assign(namespace, {
    emit: (event: string, ...args: unknown[]): boolean =>
      !isSetUp || (namespace.local as unknown as LocalEmitter).emit(event, ...args),
  });
  const { setInterval } = globalThis;
  globalThis.setInterval = ((task: Task, ms?: number, ...args: unknown[]) => {
    const interval = new PluginInterval(task, ms, args);
    intervals.push(interval);
    return interval;
  }) as unknown as typeof setInterval;
  try {
    return { result: setup(), intervals };
  } finally {
    globalThis.setInterval = setInterval;
    isSetUp = true;
  }
}
