/** Calls between the benchmark and the processes it starts: one method, its arguments, one result. */
import { type ChildProcess, fork } from "node:child_process";

/** The methods that a process serves. */
// biome-ignore lint/suspicious/noExplicitAny: the transport does not look at a method's arguments
type Methods = Record<string, (...args: any[]) => unknown>;

/** The same methods, as the caller sees them. */
export type Remote<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

interface Call {
  id: number;
  method: string;
  args: unknown[];
}

type Reply = { id: number; result: unknown } | { id: number; error: string };

/** A process of this benchmark. */
export interface RemoteProcess<Api> {
  readonly pid: number;
  readonly call: Remote<Api>;
  /** Ends it, and what it started. */
  stop(): Promise<void>;
}

/** Serves `methods` to the process that started this one. */
export function serve(methods: Methods): void {
  process.on("message", async ({ id, method, args }: Call) => {
    let reply: Reply;
    try {
      reply = { id, result: await methods[method]?.(...args) };
    } catch (error) {
      reply = { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.send?.(reply);
  });
  // The benchmark itself has ended.
  process.on("disconnect", () => process.exit());
}

/** Starts a process that serves an `Api`, in a process group of its own, with `env` added to its environment. */
export function start<Api>(file: URL, env: Record<string, string> = {}): RemoteProcess<Api> {
  const child = fork(file, {
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let calls = 0;
  const endWithUs = (): void => void end(child);
  process.once("exit", endWithUs);
  child.once("exit", () => process.off("exit", endWithUs));
  child.on("message", (reply: Reply) => {
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("error" in reply) caller?.reject(new Error(reply.error));
    else caller?.resolve(reply.result);
  });
  child.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file.pathname} ended: ${code ?? signal}`));
    waiting.clear();
  });
  const call = (method: string, args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      calls += 1;
      waiting.set(calls, { resolve, reject });
      child.send({ id: calls, method, args } satisfies Call, (error) => error && reject(error));
    });
  return {
    pid: child.pid ?? 0,
    call: new Proxy(
      {},
      {
        get:
          (_, method) =>
          (...args: unknown[]) =>
            call(String(method), args),
      },
    ) as Remote<Api>,
    stop: () => end(child),
  };
}

/** Ends a process and its group. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid, "SIGKILL");
  await ended;
}
