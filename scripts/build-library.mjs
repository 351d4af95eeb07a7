/**
 * Builds `src/socketio` as an npm package: JavaScript and declarations, with its package.json, README and changelog.
 *
 * `npm run library -- [folder]`; the default folder is `dist/socketio`. Projects that install it are not type-checked with this
 * project's compiler options.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readCommandLine } from "./command-line.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { positionals } = readCommandLine({
  usage: `npm run library -- [folder]

Builds the Socket.IO library as an npm package in dist/socketio, or in the given folder, which it replaces. Install it in
another project with \`npm install <folder>\`.`,
  positionals: 1,
});
const target = resolve(positionals[0] ?? join(root, "dist/socketio"));
const source = join(root, "src/socketio");
await rm(join(target, "lib"), { recursive: true, force: true });
await mkdir(target, { recursive: true });
const compilerOptions = {
  target: "es2024",
  lib: "es2024",
  module: "esnext",
  moduleResolution: "bundler",
  types: "@cloudflare/workers-types,node",
  strict: "true",
  skipLibCheck: "true",
  verbatimModuleSyntax: "true",
  rewriteRelativeImportExtensions: "true",
  declaration: "true",
  stripInternal: "true",
  rootDir: join(source, "src"),
  outDir: join(target, "lib"),
};
await promisify(execFile)(
  process.execPath,
  [
    join(root, "node_modules/typescript/bin/tsc"),
    join(source, "src/index.ts"),
    join(source, "src/http/cookie-module.d.ts"),
    "--ignoreConfig",
    ...Object.entries(compilerOptions).flatMap(([name, value]) => [`--${name}`, value]),
  ],
  { cwd: root },
);
for (const name of ["package.json", "README.md", "CHANGELOG.md"])
  await copyFile(join(source, name), join(target, name));
await copyFile(join(root, "LICENSE"), join(target, "LICENSE"));
