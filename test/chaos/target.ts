/** A server that is killed and restarted with the same state. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("./target-process.ts", import.meta.url));

/** How long an eviction may take, in milliseconds. */
const EVICTION_DEADLINE = 30_000;

/** How long a start may take, in milliseconds. */
const START_DEADLINE = 120_000;

/** An eviction of an object. Closing its WebSockets makes it a crash of this object. */
export interface Eviction {
  className: string;
  name: string;
  webSockets: "hibernate" | "close";
}

/** The server of a run. */
export class Target {
  readonly #arguments: string[];
  #child: ChildProcess | undefined;

  /** @param variables of the worker, in addition to those of every run */
  constructor(config: string, state: string, port: number, variables: Record<string, string> = {}) {
    this.#arguments = [config, state, String(port), JSON.stringify(variables)];
  }

  get alive(): boolean {
    return this.#child !== undefined;
  }

  /** Starts it, and waits until it listens. */
  async start(): Promise<void> {
    const child = fork(program, this.#arguments, {
      // A process group of its own, so that workerd is killed with it.
      detached: true,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the server took too long to start")), START_DEADLINE);
      child.once("message", () => resolve());
      child.once("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
      for (const event of ["message", "exit"]) child.once(event, () => clearTimeout(timer));
    });
  }

  /** Ends it with SIGKILL, workerd included. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await gone;
  }

  /** Evicts an object. Returns whether that was possible. */
  async evict(eviction: Eviction): Promise<boolean> {
    const child = this.#child;
    if (child === undefined) return false;
    child.send(eviction);
    const answered = once(child, "message", { signal: AbortSignal.timeout(EVICTION_DEADLINE) });
    return answered.then(
      ([answer]: { evicted: boolean }[]) => answer?.evicted === true,
      () => false,
    );
  }
}
