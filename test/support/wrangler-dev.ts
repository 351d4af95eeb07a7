/** `wrangler dev` in the folder of a project, with the wrangler that is installed there. */
import { execFile, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished } from "vitest";
import { keepOnFailure } from "./artifacts.ts";
import { freePort } from "./free-port.ts";

const START_DEADLINE = 150_000;

const environment = {
  ...process.env,
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  NO_COLOR: "1",
};

const wranglerOf = (folder: string): string =>
  join(
    dirname(createRequire(join(folder, "package.json")).resolve("wrangler/package.json")),
    "bin/wrangler.js",
  );

/** Runs a command of a project's wrangler that ends by itself, and returns what it printed. */
export async function wrangler(folder: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [wranglerOf(folder), ...args], {
    cwd: folder,
    env: environment,
  });
  return `${stdout}\n${stderr}`;
}

/** A project that `wrangler dev` serves until the test ends. */
export interface ServedProject {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Everything that wrangler printed so far. */
  output(): string;
  /** Ends it, with SIGKILL. */
  end(): void;
}

/** Starts `wrangler dev`, and waits until it answers. */
export async function wranglerDev(folder: string, ...args: string[]): Promise<ServedProject> {
  const [port, inspectorPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [
      wranglerOf(folder),
      ...["dev", "--ip", "127.0.0.1", "--port", String(port), "--inspector-port", String(inspectorPort)],
      ...["--show-interactive-dev-session", "false", ...args],
    ],
    // A group of its own, so that wrangler and workerd can be ended together.
    { cwd: folder, env: environment, detached: true, stdio: ["ignore", "pipe", "pipe"] },
  );
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // The group is gone already.
    }
  };
  process.once("exit", end);
  onTestFinished(end);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  onTestFinished(keepOnFailure((results) => writeFile(join(results, `wrangler-${port}.log`), output)));
  const answers = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`wrangler ended with ${child.exitCode}:\n${output}`);
    return fetch(url).then(
      async (response) => {
        await response.arrayBuffer();
        return true;
      },
      () => false,
    );
  };
  await expect.poll(answers, { timeout: START_DEADLINE, message: output }).toBe(true);
  return { url, output: () => output, end };
}
