/**
 * Writes the types of the wire contract into one file that needs nothing else: `npm run types -- [file]`, by default
 * `dist/socket-rocket.d.ts`. A client of another project copies it beside its code.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readCommandLine } from "./command-line.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { positionals } = readCommandLine({
  usage: `npm run types -- [file]

Writes the typed events of a room into one file for TypeScript clients, dist/socket-rocket.d.ts or the file given.`,
  positionals: 1,
});
const target = positionals[0] ?? join(root, "dist", "socket-rocket.d.ts");
const folder = await mkdtemp(join(tmpdir(), "socket-rocket-types-"));
try {
  const emit = [
    "--declaration",
    "--emitDeclarationOnly",
    "--outDir",
    folder,
    "--rootDir",
    join(root, "src/shared"),
  ];
  const options = ["--target", "es2024", "--module", "esnext", "--moduleResolution", "bundler", "--strict"];
  const extensions = ["--allowImportingTsExtensions", "--skipLibCheck", "--types", "", "--ignoreConfig"];
  await promisify(execFile)(
    process.execPath,
    [
      join(root, "node_modules/typescript/bin/tsc"),
      join(root, "src/shared/contract/index.ts"),
      ...options,
      ...extensions,
      ...emit,
    ],
    { cwd: root },
  );
  const files = (await readdir(folder, { recursive: true }))
    .filter((file) => file.endsWith(".d.ts") && !file.endsWith("index.d.ts"))
    .sort();
  const parts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const text = parts
    .join("\n")
    // All of it is in this one file.
    .replace(/^import [^;]*;\n/gm, "")
    .replace(/^export \{\};\n/gm, "");
  await mkdir(dirname(target), { recursive: true });
  await writeFile(
    target,
    `/** The events of a Socket Rocket room, for \`Socket<ServerToClientEvents, ClientToServerEvents>\`. */\n${text}`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(`Wrote the types to ${target}.`);
