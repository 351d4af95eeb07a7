/**
 * Builds `src/socketio` as a package: JavaScript, declarations and a package.json. `npm run library -- [folder]`, by default
 * `dist/socketio`. Another project installs the folder, and is not checked against this project's compiler options.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readCommandLine } from "./command-line.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { positionals } = readCommandLine({
  usage: `npm run library -- [folder]

Builds the Socket.IO library as a package for other projects, in dist/socketio or the folder given, which it replaces. Install
it there with \`npm install <folder>\`.`,
  positionals: 1,
});
const target = resolve(positionals[0] ?? join(root, "dist/socketio"));
const source = join(root, "src/socketio");
const { version, license, dependencies, devDependencies } = JSON.parse(
  await readFile(join(root, "package.json"), "utf8"),
);
// Its types are extended; Socket.IO brings the package.
const engine = JSON.parse(await readFile(join(root, "node_modules/engine.io/package.json"), "utf8"));
const versionsOf = (names, from) => Object.fromEntries(names.map((name) => [name, from[name]]));

await rm(join(target, "lib"), { recursive: true, force: true });
await mkdir(target, { recursive: true });
await promisify(execFile)(
  process.execPath,
  [
    ...[join(root, "node_modules/typescript/bin/tsc"), join(source, "index.ts"), "--ignoreConfig"],
    ...[join(source, "http/cookie-module.d.ts")],
    ...["--target", "es2024", "--lib", "es2024", "--module", "esnext", "--moduleResolution", "bundler"],
    ...["--types", "@cloudflare/workers-types,node", "--strict", "--skipLibCheck", "--verbatimModuleSyntax"],
    ...["--rewriteRelativeImportExtensions", "--declaration", "--stripInternal"],
    ...["--rootDir", source, "--outDir", join(target, "lib")],
  ],
  { cwd: root },
);
await copyFile(join(source, "README.md"), join(target, "README.md"));
await copyFile(join(root, "LICENSE"), join(target, "LICENSE"));
await writeFile(
  join(target, "package.json"),
  `${JSON.stringify(
    {
      name: "socketio-durable-object",
      version,
      description: "The stock Socket.IO server inside a hibernating Cloudflare Durable Object.",
      license,
      private: true,
      type: "module",
      exports: { ".": { types: "./lib/index.d.ts", default: "./lib/index.js" } },
      files: ["lib"],
      sideEffects: false,
      dependencies: {
        ...versionsOf(
          ["cookie", "cors", "engine.io-parser", "socket.io", "socket.io-adapter", "socket.io-parser"],
          dependencies,
        ),
        ...versionsOf(["@types/cors"], devDependencies),
        "engine.io": engine.version,
      },
    },
    undefined,
    2,
  )}\n`,
);
