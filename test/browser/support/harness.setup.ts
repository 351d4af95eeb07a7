/** A server that the browser tests share, because starting one takes longer than most of what they do. */
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { builtWorkers } from "../../support/build.setup.ts";
import { type RunningServer, startServer } from "../../support/server.ts";
import { UNHURRIED } from "./many-members.ts";

/** A server that all tests talk to, each in rooms of its own. It lets them talk as fast as they like. */
export type SharedServer = Pick<RunningServer, "url" | "port"> & {
  /** The file that holds all it printed. */
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
    // Nobody waits for the list of rooms.
    vars: { ...UNHURRIED, LIMIT_DIRECTORY_MS: "500" },
    onOutput: (chunk) => lines.write(chunk),
  });
  project.provide("sharedServer", { url: server.url, port: server.port, log });
}

export async function teardown(): Promise<void> {
  await server?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
