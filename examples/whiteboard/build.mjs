/** Bundles the page with its Socket.IO client. `wrangler dev` and `wrangler deploy` run this. */
import { build } from "esbuild";

await build({
  entryPoints: ["page/page.ts"],
  outdir: "public",
  bundle: true,
  minify: true,
  sourcemap: true,
  format: "esm",
});
