/** The server of a test that wants nothing from it but rooms: those it names belong to it alone. */
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { keepOnFailure } from "../../support/artefacts.ts";

export const sharedServer = inject("sharedServer");

keepOnFailure((folder) => copyFile(sharedServer.log, join(folder, "shared-server.log")));
