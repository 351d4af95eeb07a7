/**
 * Builds `src/socketio` as an npm package: JavaScript, declarations, README and package.json.
 *
 * `npm run library -- [folder]`; the default folder is `dist/socketio`. Projects that install it are not type-checked with this
 * project's compiler options.
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

Builds the Socket.IO library as an npm package in dist/socketio, or in the given folder, which it replaces. Install it in
another project with \`npm install <folder>\`.`,
  positionals: 1,
});
const target = resolve(positionals[0] ?? join(root, "dist/socketio"));
const source = join(root, "src/socketio");
const { version, license, dependencies, devDependencies } = JSON.parse(
  await readFile(join(root, "package.json"), "utf8"),
);
// A dependency of Socket.IO, whose types the package extends.
const engine = JSON.parse(await readFile(join(root, "node_modules/engine.io/package.json"), "utf8"));

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
  rootDir: source,
  outDir: join(target, "lib"),
};
await promisify(execFile)(
  process.execPath,
  [
    join(root, "node_modules/typescript/bin/tsc"),
    join(source, "index.ts"),
    join(source, "http/cookie-module.d.ts"),
    "--ignoreConfig",
    ...Object.entries(compilerOptions).flatMap(([name, value]) => [`--${name}`, value]),
  ],
  { cwd: root },
);
await copyFile(join(source, "README.md"), join(target, "README.md"));
await copyFile(join(root, "LICENSE"), join(target, "LICENSE"));
await writeFile(
  join(target, "package.json"),
  `${JSON.stringify(
    {
      name: "socket.io-durable-objects",
      version,
      description: "The stock Socket.IO server inside a hibernating Cloudflare Durable Object.",
      license,
      private: true,
      type: "module",
      exports: { ".": { types: "./lib/index.d.ts", default: "./lib/index.js" } },
      files: ["lib"],
      sideEffects: false,
      dependencies: {
        cookie: dependencies.cookie,
        cors: dependencies.cors,
        "engine.io": engine.version,
        "engine.io-parser": dependencies["engine.io-parser"],
        "socket.io": dependencies["socket.io"],
        "socket.io-adapter": dependencies["socket.io-adapter"],
        "socket.io-parser": dependencies["socket.io-parser"],
        "@types/cors": devDependencies["@types/cors"],
      },
    },
    undefined,
    2,
  )}\n`,
);
