/** The server for tests that need no server of their own. Each test uses its own rooms. */
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { keepOnFailure } from "../../support/artifacts.ts";

export const sharedServer = inject("sharedServer");

keepOnFailure((folder) => copyFile(sharedServer.log, join(folder, "shared-server.log")));
