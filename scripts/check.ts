/** Checks layout, words, types and lint: `npm run check`. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findLayoutViolations } from "./check-layout.ts";
import { hasPlainWords } from "./check-words.ts";
import { readCommandLine } from "./command-line.ts";

readCommandLine({
  usage: `npm run check

Checks the layout of the source (imports, import circles, sizes of folders and files), the words that the project does
not use, the types of every part of the project, then formatting and lint rules. \`npm run format\` fixes the formatting.`,
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

/** Whether files and imports are where they belong; violations are printed. */
function hasLayout(): boolean {
  const violations = findLayoutViolations(root);
  for (const violation of violations) console.error(violation);
  return violations.length === 0;
}

const isFine =
  hasLayout() &&
  hasPlainWords(root) &&
  projects.every((project) => succeeds("typescript/bin/tsc", "-p", project)) &&
  succeeds("@biomejs/biome/bin/biome", "check", ".");
process.exitCode = isFine ? 0 : 1;
