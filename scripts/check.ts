/** Checks types and lint: `npm run check`. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCommandLine } from "./command-line.ts";

readCommandLine({
  usage: `npm run check

Checks the types of every part of the project, then its formatting and lint rules. \`npm run format\` mends the formatting.`,
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

const isFine =
  projects.every((project) => succeeds("typescript/bin/tsc", "-p", project)) &&
  succeeds("@biomejs/biome/bin/biome", "check", ".");
process.exitCode = isFine ? 0 : 1;
