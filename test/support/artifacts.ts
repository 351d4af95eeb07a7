/** Saves artifacts of failed tests in `test-results/`: the logs of servers, screenshots of pages. */
import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { repository } from "./build.ts";

/** The folder of the artifacts. Emptied when a run begins. */
export const RESULTS = join(repository, "test-results");

/** Writes its artifacts into `folder`. */
type SaveArtifact = (folder: string) => Promise<unknown>;

const savers = new Set<SaveArtifact>();

/**
 * Calls `write` with the folder of the test when a test fails, until the returned function is called.
 *
 * @example
 * ```ts
 * const release = keepOnFailure((folder) => writeFile(join(folder, "server.log"), output));
 * ```
 */
export function keepOnFailure(write: SaveArtifact): () => void {
  savers.add(write);
  return () => savers.delete(write);
}

/** A part of a file name, from any text. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-|-$/g, "");

/** Saves all artifacts of a test that failed. Returns their folder. */
export async function saveArtifacts(file: string, test: string): Promise<string> {
  const folder = join(RESULTS, slug(basename(file).replace(/\.test\.ts$/, "")), slug(test));
  await mkdir(folder, { recursive: true });
  const results = await Promise.allSettled([...savers].map((write) => write(folder)));
  for (const result of results)
    if (result.status === "rejected") console.warn(`an artifact was not saved: ${result.reason}`);
  return folder;
}

/** Removes the artifacts of an earlier run. */
export const clearResults = (): Promise<void> => rm(RESULTS, { recursive: true, force: true });
