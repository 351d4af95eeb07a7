/** Deletes what `npm start` keeps on this machine: rooms, files, accounts and the secret that signs sessions. */
import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readCommandLine } from "./command-line.ts";
import { lastingServer } from "./running-server.ts";

const { values } = readCommandLine({
  usage: `npm run reset -- [options]

Deletes everything that \`npm start\` stored on this machine: rooms, messages, files and the secret that signs sessions.
It is kept in .wrangler/state. Stop the server first.

  --persist-to <folder>   the folder that was given to \`npm start\``,
  options: { "persist-to": { type: "string" } },
});

const root = fileURLToPath(new URL("..", import.meta.url));
const given = values["persist-to"];
const state = given === undefined ? join(root, ".wrangler", "state") : resolve(root, given);
const name = given ?? ".wrangler/state";
const server = await lastingServer(state);
if (server !== undefined) {
  console.error(`A server uses ${name} (process ${server}). Stop it first: nothing was deleted.`);
  process.exitCode = 1;
} else if (existsSync(state)) {
  rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  console.log(`Deleted ${name}: the next \`npm start\` begins with no rooms.`);
} else console.log(`Nothing to delete: ${name} does not exist.`);
