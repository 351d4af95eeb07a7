/** Copies what `npm start` keeps on this machine, also while it runs: rooms, files, accounts and the secret that signs sessions. */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readCommandLine } from "./command-line.ts";
import { copyState } from "./copy-state.ts";

const { values, positionals } = readCommandLine({
  usage: `npm run backup -- <folder> [options]

Copies everything that \`npm start\` stored on this machine to a new folder, also while the server runs. The copy is used by
\`npm start -- --persist-to <folder>\`. It contains private messages and the secret that signs sessions.

  --persist-to <folder>   the folder that was given to \`npm start\``,
  options: { "persist-to": { type: "string" } },
  positionals: 1,
});

const root = fileURLToPath(new URL("..", import.meta.url));
const [folder] = positionals;
const given = values["persist-to"];
const state = given === undefined ? join(root, ".wrangler", "state") : resolve(root, given);

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

if (folder === undefined) fail("Name the folder of the copy: npm run backup -- <folder>");
else if (!existsSync(state)) fail(`Nothing to copy: ${state} does not exist.`);
else if (existsSync(folder) && readdirSync(folder).length > 0)
  fail(`${folder} is not empty: nothing was copied.`);
else {
  const { databases, files } = await copyState(state, resolve(folder));
  console.log(`Copied ${databases} databases and ${files} files to ${folder}.`);
}
