/**
 * Bundles the page into public/assets/, or into the folder given: `node scripts/build-web.mjs [outdir]`.
 * Watching is left to wrangler, which runs this again on a change.
 */
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = process.argv[2] ?? `${root}public/assets`;

/** One page a build: what is split off loads when it is needed, and never because two pages share it. */
const bundle = (entryPoints) =>
  build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: "chunk-[name]-[hash]",
    format: "esm",
    target: ["es2022"],
    minify: true,
    sourcemap: true,
    metafile: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "warning",
  });

/** The words of a page under names that are known beforehand: what the worker sends says which to fetch early. */
const words = async (part) => {
  const files = await readdir(join(root, "src/web/words", part));
  const languages = files.filter((file) => file !== "index.ts").map((file) => basename(file, ".ts"));
  return Object.fromEntries(
    languages.map((language) => [`words-${part}-${language}`, `src/web/words/${part}/${language}.ts`]),
  );
};

const results = await Promise.all([
  bundle({ room: "src/web/room.tsx", ...(await words("room")) }),
  bundle({ landing: "src/web/landing.tsx", ...(await words("landing")) }),
  bundle({ "service-worker": "src/web/offline/service-worker.ts" }),
  bundle({ style: "src/web/style/index.css" }),
]);

/** Cleared afterwards, not before: a page that is being served must not lose its script for a moment. */
const written = new Set(
  results.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((file) => basename(file)),
);
for (const file of await readdir(outdir)) {
  if (!written.has(file)) await rm(join(outdir, file));
}

const scripts = [...written].filter((file) => !file.endsWith(".map")).sort();
const sizes = await Promise.all(
  scripts.map(async (file) => {
    const compressed = gzipSync(await readFile(join(outdir, file)), { level: 9 }).length;
    return `${file} ${(compressed / 1024).toFixed(1)} KiB`;
  }),
);
console.log(`${sizes.join(", ")} (gzip)`);
