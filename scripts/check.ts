/** Checks layout, words, documents, types and lint: `npm run check`. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkDocuments } from "./check-documents.ts";
import { findLayoutViolations } from "./check-layout.ts";
import { hasPlainWords } from "./check-words.ts";
import { readCommandLine } from "./command-line.ts";

readCommandLine({
  usage: `npm run check

Checks the layout of the source (imports, import circles, sizes of folders and files), the words that the project does
not use, what documents link to and name, the types of every part of the project, then formatting and lint rules. \`npm run format\` fixes the formatting.`,
});

const root = fileURLToPath(new URL("..", import.meta.url));
const projects = [".", "src/web", "test", "test/unit", "test/worker", "bench", "bench/workers"];

/** Runs a program of node_modules; what it finds is printed by itself. */
function succeeds(script: string, ...args: string[]): boolean {
  const { status } = spawnSync(process.execPath, [join(root, "node_modules", script), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  return status === 0;
}

/** Prints problems. @returns whether there are none */
function isEmpty(problems: readonly string[]): boolean {
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

const isFine =
  isEmpty(findLayoutViolations(root)) &&
  isEmpty(checkDocuments(root)) &&
  hasPlainWords(root) &&
  projects.every((project) => succeeds("typescript/bin/tsc", "-p", project)) &&
  succeeds("@biomejs/biome/bin/biome", "check", ".");
process.exitCode = isFine ? 0 : 1;
