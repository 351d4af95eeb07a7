/** Deletes what `npm start` keeps on this machine: rooms, files, accounts and the secret that signs sessions. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCommandLine } from "./command-line.ts";

readCommandLine({
  usage: `npm run reset

Deletes everything that \`npm start\` stored on this machine: rooms, messages, files and the secret that signs sessions.
It is kept in .wrangler/state. Stop the server first.`,
});

const state = join(fileURLToPath(new URL("..", import.meta.url)), ".wrangler", "state");
if (existsSync(state)) {
  rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  console.log("Deleted .wrangler/state: the next `npm start` begins with no rooms.");
} else console.log("Nothing to delete: .wrangler/state does not exist.");
