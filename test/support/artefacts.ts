/** What a failing test leaves in `test-results/`: each server, page or other thing in use says what it saw. */
import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { repository } from "./build.ts";

/** Where failing tests leave what helps to find out why. Emptied when a run begins. */
export const RESULTS = join(repository, "test-results");

/** Writes what it knows into `folder`. */
type Evidence = (folder: string) => Promise<unknown>;

const evidence = new Set<Evidence>();

/**
 * Has `write` called with a folder of its own when a test fails, until the returned function is called.
 *
 * @example
 * ```ts
 * const release = keepOnFailure((folder) => writeFile(join(folder, "server.log"), output));
 * ```
 */
export function keepOnFailure(write: Evidence): () => void {
  evidence.add(write);
  return () => evidence.delete(write);
}

/** A part of a file name, from any text. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-|-$/g, "");

/** Collects the evidence about a test that has failed, and returns the folder that holds it. */
export async function collectEvidence(file: string, test: string): Promise<string> {
  const folder = join(RESULTS, slug(basename(file).replace(/\.test\.ts$/, "")), slug(test));
  await mkdir(folder, { recursive: true });
  const written = await Promise.allSettled([...evidence].map((write) => write(folder)));
  for (const one of written) if (one.status === "rejected") console.warn(`no evidence: ${one.reason}`);
  return folder;
}

/** Removes what an earlier run left. */
export const clearResults = (): Promise<void> => rm(RESULTS, { recursive: true, force: true });
