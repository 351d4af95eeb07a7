/** The servers for tests that need no server of their own. Each test uses its own rooms. */
import { copyFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { inject } from "vitest";
import { keepOnFailure } from "../../support/artifacts.ts";

/** Its rate limits are raised. */
export const sharedServer = inject("sharedServer");

/** Its variables are `CUSTOM_VARIABLES` of `shared-server.setup.ts`. */
export const customServer = inject("customServer");

for (const { log } of [sharedServer, customServer])
  keepOnFailure((folder) => copyFile(log, join(folder, basename(log))));
