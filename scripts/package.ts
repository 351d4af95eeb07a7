/**
 * Builds `src/socketio` as an npm package and packs it: ES modules with source maps, and declarations.
 *
 * `npm run package -- [folder]`; the default folder is `dist`. In this repository the package's name means its TypeScript
 * source; the packed package.json names the built files instead.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, posix, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { readCommandLine } from "./command-line.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "src/socketio");

/** What is packed besides package.json, the licence and the built files. */
const DOCUMENTS = ["README.md", "CHANGELOG.md", "docs"];

/** A packed package. */
export interface PackedPackage {
  /** The absolute path of the tarball. */
  tarball: string;
  /** The size of the tarball in bytes. */
  size: number;
  /** The files in the tarball, relative to the package. */
  files: string[];
}

/** A package.json whose `exports` name TypeScript sources. `publishConfig` has what the packed one has instead. */
interface Manifest {
  private?: boolean;
  exports: Record<string, string>;
  publishConfig: object;
  [field: string]: unknown;
}

/** The name of a built file: `./src/index.ts` becomes `lib/index` and the extension. */
const builtFile = (file: string, extension: string): string =>
  posix.normalize(file).replace(/^src\/(.*)\.ts$/, `lib/$1${extension}`);

/** The package.json of the built package. */
const packedManifest = ({ private: _, publishConfig, ...manifest }: Manifest): object => ({
  ...manifest,
  ...publishConfig,
});

/** Bundles each entry of the package: one file compresses better than sixty. What entries share is in a file of its own. */
async function buildModules(entries: readonly string[], folder: string): Promise<void> {
  // `outdir` is where the files seem to be: source maps name their sources relative to it.
  const outdir = join(source, "lib");
  const { outputFiles } = await build({
    entryPoints: entries.map((file) => join(source, file)),
    outbase: join(source, "src"),
    outdir,
    write: false,
    bundle: true,
    splitting: true,
    packages: "external",
    external: ["cloudflare:*", "node:*"],
    format: "esm",
    target: "es2024",
    minifyWhitespace: true,
    sourcemap: true,
    logLevel: "warning",
  });
  for (const { path, text } of outputFiles) {
    const target = join(folder, relative(outdir, path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, path.endsWith(".map") ? withoutComments(text) : text);
  }
}

/** A source map whose sources have empty lines where comments were: a quarter of its size. Declarations have the comments. */
function withoutComments(sourceMap: string): string {
  const map = JSON.parse(sourceMap) as { sourcesContent: string[] };
  const sourcesContent = map.sourcesContent.map((source) =>
    source
      .replace(/^ *\/\*\*[\s\S]*?\*\/$/gm, (comment) => comment.replace(/[^\n]/g, ""))
      .replace(/^ *\/\/.*$/gm, ""),
  );
  return JSON.stringify({ ...map, sourcesContent });
}

/** Relative imports in declarations. */
const IMPORT = /(\bfrom |\bimport\()"(\.[^"]+)\.ts"/g;

/** Writes the declarations that the entries of the package import, directly or through others. */
async function buildDeclarations(entries: readonly string[], folder: string): Promise<void> {
  const all = await mkdtemp(join(tmpdir(), "declarations-"));
  try {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    await run(process.execPath, [tsc, "-p", source, "--outDir", all]);
    const written = new Set<string>();
    const write = async (file: string): Promise<void> => {
      if (written.has(file)) return;
      written.add(file);
      const text = await readFile(join(all, file), "utf8");
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text.replace(IMPORT, '$1"$2.js"'));
      for (const [, , path] of text.matchAll(IMPORT))
        await write(posix.join(posix.dirname(file), `${path}.d.ts`));
    };
    for (const entry of entries) await write(posix.relative("lib", builtFile(entry, ".d.ts")));
  } finally {
    await rm(all, { recursive: true, force: true });
  }
}

/** Builds the package and packs it into `folder`, which is made if it does not exist. */
export async function packPackage(folder: string): Promise<PackedPackage> {
  const stage = await mkdtemp(join(tmpdir(), "socket.io-durable-objects-"));
  try {
    const manifest = JSON.parse(await readFile(join(source, "package.json"), "utf8")) as Manifest;
    const entries = Object.values(manifest.exports);
    await buildModules(entries, join(stage, "lib"));
    await buildDeclarations(entries, join(stage, "lib"));
    const packed = JSON.stringify(packedManifest(manifest), undefined, 2);
    await writeFile(join(stage, "package.json"), `${packed}\n`);
    for (const name of DOCUMENTS) await cp(join(source, name), join(stage, name), { recursive: true });
    await cp(join(root, "LICENSE"), join(stage, "LICENSE"));
    await mkdir(folder, { recursive: true });
    return await pack(stage, folder);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

async function pack(stage: string, folder: string): Promise<PackedPackage> {
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: stage,
    shell: process.platform === "win32",
  });
  const [packed] = JSON.parse(stdout) as { filename: string; size: number; files: { path: string }[] }[];
  if (packed === undefined) throw new Error(`npm packed nothing: ${stdout}`);
  const { filename, size, files } = packed;
  return { tarball: join(folder, filename), size, files: files.map(({ path }) => path).sort() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { positionals } = readCommandLine({
    usage: `npm run package -- [folder]

Builds the Socket.IO library as an npm package and packs it into dist, or into the given folder. Install the tarball in
another project with \`npm install <tarball>\`.`,
    positionals: 1,
  });
  const { tarball, size, files } = await packPackage(resolve(positionals[0] ?? join(root, "dist")));
  console.log(`${tarball}: ${files.length} files, ${Math.ceil(size / 1000)} kB`);
}
