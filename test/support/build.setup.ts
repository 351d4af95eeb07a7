/** Bundles every worker before the first test, and removes the bundles after the last. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { clearResults } from "./artifacts.ts";
import { buildWorker, compileCache, failureFile, type WorkerName, workers } from "./build.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder that holds the bundled workers. */
    builds: string;
  }
}

/** One build for all projects of a run: each of them calls `setup`. */
const shared = globalThis as { socketRocketBuilds?: Promise<string> };

/** The folder of the bundled workers. */
export function builtWorkers(): Promise<string> {
  shared.socketRocketBuilds ??= buildAll();
  return shared.socketRocketBuilds;
}

async function buildAll(): Promise<string> {
  await clearResults();
  const folder = await mkdtemp(join(tmpdir(), "socket-rocket-builds-"));
  // Everything that runs during the tests stores what Node compiled, and the next process loads it: wrangler, Miniflare, clients.
  process.env.NODE_COMPILE_CACHE = compileCache(folder);
  const build = (name: WorkerName) =>
    buildWorker(folder, name).catch((error: unknown) =>
      // Only the tests that start this worker should fail, with the reason: see `startServer`.
      writeFile(failureFile(folder, name), outputOf(error)),
    );
  await Promise.all((Object.keys(workers) as WorkerName[]).map(build));
  return folder;
}

/** The output of a program that failed, or the error if there is none. */
function outputOf(error: unknown): string {
  const { stdout, stderr } = error as { stdout?: string; stderr?: string };
  return [stdout, stderr].filter(Boolean).join("\n") || String(error);
}

export async function setup(project: TestProject): Promise<void> {
  project.provide("builds", await builtWorkers());
}

export async function teardown(): Promise<void> {
  const folder = await shared.socketRocketBuilds;
  // Again and again: processes that end meanwhile store what they compiled.
  if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 20 });
}
