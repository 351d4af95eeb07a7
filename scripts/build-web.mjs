/**
 * Bundles the page into public/assets/, or into the folder given: `npm run build -- [outdir]`.
 * wrangler watches the sources and runs this again on a change.
 */
import { createHash } from "node:crypto";
import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { readCommandLine } from "./command-line.ts";
import { fewChunks, withoutWebTransport } from "./esbuild-plugins.mjs";
import { keptFiles, PACKS, writePages } from "./page-files.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = readCommandLine({
  usage: `npm run build -- [folder] [--verbose]

Bundles the page into public/assets, or into the folder given. \`npm start\` and \`npm run deploy\` do so by themselves.

  --verbose   print the compressed size of every file`,
  options: { verbose: { type: "boolean", default: Boolean(process.env.SOCKET_ROCKET_VERBOSE) } },
  positionals: 1,
});
const outdir = positionals[0] ?? `${root}public/assets`;

/** A build for each page: a chunk loads when it is needed, never because two pages share it. */
const bundle = (
  entryPoints,
  { define = {}, plugins = [], entryNames = "[name]-[hash]", format = "esm" } = {},
) =>
  build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    splitting: format === "esm",
    entryNames,
    chunkNames: "chunk-[name]-[hash]",
    format,
    charset: "utf8",
    target: ["es2022"],
    minify: true,
    sourcemap: true,
    metafile: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    define,
    plugins,
    logLevel: "warning",
  });

/** The texts of a page under fixed names: the worker's HTML says which to fetch early. */
const words = async (part) => {
  const files = await readdir(join(root, "src/web/i18n", part));
  const languages = files.filter((file) => file !== "index.ts").map((file) => basename(file, ".ts"));
  return Object.fromEntries(
    languages.map((language) => [`words-${part}-${language}`, `src/web/i18n/${part}/${language}.ts`]),
  );
};

const path = (file) => join(root, file);
/** Parts of the room page that load together, by the name of their file. */
const packs = Object.fromEntries(
  Object.entries(PACKS).map(([pack, parts]) => [pack, parts.map((part) => path(`src/web/${part}`))]),
);
const roomWords = await words("room");
const results = await Promise.all([
  bundle(
    { room: "src/web/entries/room.tsx", ...roomWords },
    {
      plugins: [
        fewChunks(path("src/web/entries/room.tsx"), Object.values(roomWords).map(path), packs),
        withoutWebTransport,
      ],
    },
  ),
  bundle({ landing: "src/web/entries/landing.tsx", ...(await words("landing")) }),
  bundle({ "sign-in": "src/web/entries/sign-in.tsx", ...(await words("sign-in")) }),
  bundle({ operator: "src/web/entries/operator.tsx", ...(await words("operator")) }),
  bundle({
    style: "src/web/styles/index.css",
    "landing-style": "src/web/styles/features/landing.css",
    "lazy-style": "src/web/styles/lazy.css",
    "operator-style": "src/web/styles/features/operator.css",
    "style-deadline": "src/web/entries/style-deadline.ts",
  }),
]);

const metafiles = results.map(({ metafile }) => metafile);
const files = keptFiles(metafiles);
const source = join(root, "public");
const pages = ["index", "room", "sign-in", "operator"];
const templates = await Promise.all(pages.map((page) => readFile(join(source, `${page}.html`))));
const head = await readFile(path("src/web/head.html"), "utf8");
/** The id of a build. The names of its files are content hashes, so a hash of them identifies the build. */
const id = createHash("sha256")
  .update(JSON.stringify(files))
  .update(Buffer.concat(templates))
  .update(head)
  .digest("hex")
  .slice(0, 12);
results.push(
  await bundle(
    { "service-worker": "src/web/entries/service-worker.ts" },
    { define: { BUILT: JSON.stringify({ id, ...files }) }, entryNames: "[name]" },
  ),
);
// The reference of the API is rendered by the worker, which does not know the build.
results.push(await bundle({ reference: "src/web/styles/reference.css" }, { entryNames: "[name]" }));
// Other sites include it, as an ordinary script under a name that stays.
results.push(await bundle({ embed: "src/web/entries/embed.ts" }, { entryNames: "[name]", format: "iife" }));
await writePages({ source, head, outdir, metafiles, id, pages });
const style = Object.keys(results[4].metafile.outputs).find((file) => /\/style-\w{8}\.css$/.test(file));
// Error pages refer to it without knowing the build.
await copyFile(join(root, style), join(outdir, "style.css"));

await writeFile(join(outdir, "build.json"), JSON.stringify(await buildInfo()));

/** What `GET /api/health` says of this build: it needs no Git. Equal sources have the same id. */
async function buildInfo() {
  const hash = createHash("sha256").update(id);
  const sources = (await readdir(join(root, "src"), { recursive: true })).filter((file) =>
    /\.tsx?$/.test(file),
  );
  for (const file of sources.sort()) {
    if (!file.startsWith("web")) hash.update(file).update(await readFile(join(root, "src", file)));
  }
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return { version, build: hash.digest("hex").slice(0, 12) };
}

const FIXED = ["build.json", "style.css", ...pages.map((page) => `${page}.html`)];

/** Cleared afterwards, not before: a page that is being served must not lose its script for a moment. */
const written = new Set(
  results.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((file) => basename(file)),
);
for (const file of await readdir(outdir)) {
  if (!written.has(file) && !FIXED.includes(file)) await rm(join(outdir, file));
}

const scripts = [...written].filter((file) => !file.endsWith(".map")).sort();
const sizes = await Promise.all(
  scripts.map(async (file) => gzipSync(await readFile(join(outdir, file)), { level: 9 }).length),
);
const kibibytes = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
if (values.verbose) for (const [n, file] of scripts.entries()) console.log(`${file} ${kibibytes(sizes[n])}`);
const total = sizes.reduce((sum, size) => sum + size, 0);
console.log(`Built the page: ${scripts.length} files, ${kibibytes(total)} compressed.`);
