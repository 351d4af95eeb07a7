/** The real server, as `npm start` runs it, in a process group of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inject, onTestFinished } from "vitest";
import { keepOnFailure } from "./artifacts.ts";
import { assertBuilt, builtConfig, compileCache, repository, type WorkerName } from "./build.ts";
import { freePort } from "./free-port.ts";
import { RAISED_MESSAGE_LIMITS, relayLimits } from "./raised-limits.ts";
import type { Analytics } from "./served-options.ts";

export interface ServerOptions {
  /** Which worker to serve; the application by default. */
  worker?: WorkerName;
  /** The folder of bundled workers that it is served from; the one of this test run by default. */
  builds?: string;
  /** The port to listen on; a free one by default. */
  port?: number;
  /** The address to listen on; 127.0.0.1 by default. */
  host?: string;
  /** Where the state is kept; a temporary folder, removed with the server, by default. */
  persistTo?: string;
  /** Variables of the worker (`vars` in its configuration), in addition to {@link RAISED_MESSAGE_LIMITS}. */
  vars?: Record<string, string>;
  /** Variables of its process. */
  environment?: Record<string, string>;
  /** Whether it has a binding of Workers Analytics Engine; by default none. */
  analytics?: Analytics;
  /** Whether to use the default limits instead of {@link RAISED_MESSAGE_LIMITS}. */
  hasDeployedLimits?: boolean;
  /** A path that answers 2xx once the server is ready. */
  healthPath?: string;
  /** Receives the output of the server. */
  onOutput?: (chunk: Buffer) => void;
  /** Whether it keeps running when the test that started it ends. */
  outlivesTest?: boolean;
}

/** A server that a test started. */
export interface RunningServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly persistTo: string;
  /** The output of the server so far. */
  output(): string;
  /** Ends every process of the server with SIGKILL: no handler runs, as in a power cut. */
  kill(): Promise<void>;
  /** Starts the server again, on the same port and with the same state, after `kill`. */
  restart(): Promise<void>;
  /** Ends the server and removes its temporary state. */
  stop(): Promise<void>;
}

const START_DEADLINE = 90_000;

/**
 * Starts a server and waits until it answers. A server started inside a test ends with it; elsewhere (`beforeAll`) call
 * `stop` yourself.
 * @throws the output of the server if it does not answer within 90 seconds
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const worker = options.worker ?? "app";
  const builds = options.builds ?? inject("builds");
  await assertBuilt(builds, worker);

  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const temporary = options.persistTo === undefined;
  const persistTo = options.persistTo ?? (await mkdtemp(join(tmpdir(), "socket-rocket-state-")));
  let child: ChildProcess | undefined;
  let output = "";

  const start = async (): Promise<void> => {
    const limits = worker === "app" && options.hasDeployedLimits !== true ? RAISED_MESSAGE_LIMITS : {};
    const vars = JSON.stringify({ ...limits, ...relayLimits(), ...options.vars });
    const started = spawn(
      process.execPath,
      [
        join(repository, "test/support/serve.ts"),
        dirname(builtConfig(builds, worker)),
        String(port),
        persistTo,
        vars,
        options.host ?? "127.0.0.1",
      ],
      // A group of its own, so that Node and workerd can be ended together.
      {
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
        cwd: repository,
        env: {
          ...process.env,
          NODE_COMPILE_CACHE: compileCache(builds),
          ...(options.analytics && { SERVE_ANALYTICS: options.analytics }),
          ...options.environment,
        },
      },
    );
    child = started;
    for (const stream of [started.stdout, started.stderr])
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        options.onOutput?.(chunk);
      });
    await untilHealthy(`${url}${options.healthPath ?? "/api/health"}`, started, () => output);
  };

  const kill = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined) return;
    endGroup(running);
    if (running.exitCode === null && running.signalCode === null)
      await new Promise((resolve) => running.once("exit", resolve));
    await untilRefused(port);
  };

  const release = keepOnFailure((folder) => writeFile(join(folder, `server-${worker}-${port}.log`), output));
  const onExit = () => child && endGroup(child);
  const stop = async (): Promise<void> => {
    release();
    process.off("exit", onExit);
    await kill();
    if (temporary) await rm(persistTo, { recursive: true, force: true, maxRetries: 5 });
  };

  if (options.outlivesTest !== true) registerCleanUp(stop);
  process.once("exit", onExit);
  await start().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { port, url, persistTo, output: () => output, kill, restart: start, stop };
}

function registerCleanUp(stop: () => Promise<void>): void {
  try {
    onTestFinished(stop);
  } catch {
    // Outside a test, the caller stops the server.
  }
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}

async function untilHealthy(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output()}`);
    const healthy = await answers(url);
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server did not answer ${url} in ${START_DEADLINE} ms:\n${output()}`);
}

/** Whether a GET of `url` is answered completely with 2xx within 5 seconds. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Waits until nothing accepts connections on `port`. */
async function untilRefused(port: number): Promise<void> {
  for (;;) {
    const refused = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("connect", () => {
        socket.destroy();
        resolve(false);
      });
      socket.on("error", () => resolve(true));
    });
    if (refused) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
