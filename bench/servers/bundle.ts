/** Bundles a contender's worker. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const repository = fileURLToPath(new URL("../..", import.meta.url));

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

/**
 * Bundles a worker that wraps this project's.
 *
 * @param room the project's worker as it is deployed, which the wrapper imports as `socket-rocket`
 */
export async function bundleWithRoom(entry: URL, room: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    external: ["cloudflare:*", "node:*", ...builtinModules],
    plugins: [
      {
        name: "socket-rocket",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^socket-rocket$/ }, ({ path }) => ({ path, namespace: "built" }));
          onLoad({ filter: /./, namespace: "built" }, () => ({ contents: room }));
        },
      },
    ],
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry.pathname}`);
  return output.text;
}

/** Bundles the worker of a wrangler configuration as a deployment does, with the modules of Node that it imports. */
export async function bundleByWrangler(config: URL): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "socket-rocket-bench-"));
  try {
    const deploy = [
      "scripts/wrangler.mjs",
      "deploy",
      "--dry-run",
      "--config",
      fileURLToPath(config),
      "--outdir",
      folder,
    ];
    await promisify(execFile)(process.execPath, deploy, { cwd: repository, maxBuffer: 2 ** 24 });
    const script = (await readdir(folder)).find((file) => file.endsWith(".js"));
    return await readFile(join(folder, script ?? ""), "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
