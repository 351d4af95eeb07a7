/** The Miniflare options of a bundled worker: `build.ts` writes them, `serve.ts` reads them. */
import type { LegacyWorkerOptions } from "miniflare";

/** The file of a bundle that holds its {@link ServedOptions} as JSON. */
export const OPTIONS_FILE = "miniflare.json";

export interface ServedOptions {
  /** The options of the worker, except its files. */
  worker: Partial<LegacyWorkerOptions>;
  /** The script, relative to the bundle. */
  script: string;
  /** The folder of static files, relative to the bundle. */
  assets?: string | undefined;
}

/** A binding of Workers Analytics Engine: Miniflare's, or one that prints each data point. */
export type Analytics = "simulated" | "recorded";
