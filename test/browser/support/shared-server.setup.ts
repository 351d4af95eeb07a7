/** Starts a server that all browser tests share, because starting a server takes longer than most of these tests. */
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { builtWorkers } from "../../support/build.setup.ts";
import { TEST_OPERATOR_TOKEN } from "../../support/operator.ts";
import { RAISED_LIMITS } from "../../support/raised-limits.ts";
import { type RunningServer, startServer } from "../../support/server.ts";

/** The shared server. Each test uses its own rooms. Its rate limits are raised. */
export type SharedServer = Pick<RunningServer, "url" | "port"> & {
  /** The file that holds its output. */
  log: string;
};

declare module "vitest" {
  interface ProvidedContext {
    sharedServer: SharedServer;
  }
}

let server: RunningServer;
let folder: string | undefined;

export async function setup(project: TestProject): Promise<void> {
  const builds = await builtWorkers();
  folder = await mkdtemp(join(tmpdir(), "socket-rocket-shared-"));
  const log = join(folder, "server.log");
  const lines = createWriteStream(log);
  server = await startServer({
    builds,
    // Directory updates are not awaited by tests, so they need not be immediate.
    vars: { ...RAISED_LIMITS, LIMIT_DIRECTORY_MS: "500", OPERATOR_TOKEN: TEST_OPERATOR_TOKEN },
    onOutput: (chunk) => lines.write(chunk),
  });
  project.provide("sharedServer", { url: server.url, port: server.port, log });
}

export async function teardown(): Promise<void> {
  await server?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
