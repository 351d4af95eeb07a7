/** Bundles the page into public/assets/. `--watch` is left to wrangler, which runs this again on a change. */
import { rm } from "node:fs/promises";
import { build } from "esbuild";

const outdir = "public/assets";
await rm(outdir, { recursive: true, force: true });
await build({
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
