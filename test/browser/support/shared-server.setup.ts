/** Starts the servers that browser tests share, because starting a server takes longer than most of these tests. */
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { builtWorkers } from "../../support/build.setup.ts";
import { TEST_OPERATOR_TOKEN } from "../../support/operator.ts";
import { RAISED_LIMITS } from "../../support/raised-limits.ts";
import { type RunningServer, startServer } from "../../support/server.ts";
import { MANY_CONNECTIONS } from "./many-clients.ts";

/** A shared server. Each test uses its own rooms. */
export type SharedServer = Pick<RunningServer, "url" | "port"> & {
  /** The file that holds its output. */
  log: string;
  /** Its variables. */
  vars: Record<string, string>;
};

declare module "vitest" {
  interface ProvidedContext {
    sharedServer: SharedServer;
    customServer: SharedServer;
  }
}

/** Variables that few tests need, and that do not change what the others see. */
const CUSTOM_VARIABLES = {
  ...MANY_CONNECTIONS,
  OPERATOR_TOKEN: TEST_OPERATOR_TOKEN,
  PRIVACY_URL: "https://example.com/privacy",
  IMPRINT_URL: "https://example.com/imprint",
  FRAME_ANCESTORS: "*",
  LIMIT_FILE_BYTES: "1000",
  LIMIT_HISTORY_DEFAULT: "10",
  LIMIT_KEY_TRIES_PER_ROOM: "1",
  LIMIT_MEMBERS_LISTED: "10",
  LIMIT_MEMBERS_PAGE: "50",
  LIMIT_RESUME_MESSAGES: "5",
};

const running: RunningServer[] = [];
let folder: string | undefined;

export async function setup(project: TestProject): Promise<void> {
  const builds = await builtWorkers();
  const logs = await mkdtemp(join(tmpdir(), "socket-rocket-shared-"));
  folder = logs;
  const start = async (name: string, vars: Record<string, string>): Promise<SharedServer> => {
    const log = join(logs, `${name}.log`);
    const lines = createWriteStream(log);
    const server = await startServer({ builds, vars, onOutput: (chunk) => lines.write(chunk) });
    running.push(server);
    return { url: server.url, port: server.port, log, vars };
  };
  const [shared, custom] = await Promise.all([
    start("shared-server", {
      ...RAISED_LIMITS,
      // Directory updates are not awaited by tests, so they need not be immediate.
      LIMIT_DIRECTORY_MS: "500",
      OPERATOR_TOKEN: TEST_OPERATOR_TOKEN,
    }),
    start("custom-server", CUSTOM_VARIABLES),
  ]);
  project.provide("sharedServer", shared);
  project.provide("customServer", custom);
}

export async function teardown(): Promise<void> {
  await Promise.all(running.map((server) => server.stop()));
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
