/**
 * Bundles the page into public/assets/, or into the folder given: `node scripts/build-web.mjs [outdir]`.
 * Watching is left to wrangler, which runs this again on a change.
 */
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = process.argv[2] ?? `${root}public/assets`;
await rm(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { room: "src/web/room.tsx", landing: "src/web/landing.tsx", style: "src/web/style/index.css" },
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  sourcemap: true,
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
});
