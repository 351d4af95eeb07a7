/** What a bundled worker is served by: made by `build.ts`, read by `serve.ts`. */
import type { LegacyWorkerOptions } from "miniflare";

/** The file of a bundle that holds its {@link ServedOptions} as JSON. */
export const OPTIONS_FILE = "miniflare.json";

export interface ServedOptions {
  /** What Miniflare takes for a worker, except its files. */
  worker: Partial<LegacyWorkerOptions>;
  /** The script, relative to the bundle. */
  script: string;
  /** The folder of static files, relative to the bundle. */
  assets?: string | undefined;
}
