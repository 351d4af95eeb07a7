/** Bundles a contender's worker. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles a worker into one module, as text. */
export async function bundle(entry: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry.pathname}`);
  return output.text;
}
