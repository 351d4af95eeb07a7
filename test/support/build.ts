/**
 * Bundles a worker once for a whole test run. All servers of a run serve the same code, and an edit during the run does not
 * reload them.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { OPTIONS_FILE, type ServedOptions } from "./served-options.ts";

const run = promisify(execFile);

/** The folder of this repository. */
export const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** The workers that tests can start, by name, with their wrangler configuration. */
export const workers = {
  app: join(repository, "wrangler.toml"),
  socketio: join(repository, "test/support/fixtures/wrangler.toml"),
} as const;

export type WorkerName = keyof typeof workers;

/** The file in which `buildWorker` stores the configuration of a bundled worker. */
export const builtConfig = (folder: string, name: WorkerName): string => join(folder, name, "wrangler.json");

/**
 * Bundles `name` the way `wrangler deploy` does, page and static assets included, into `folder`.
 * @throws the output of wrangler if the build fails
 */
export async function buildWorker(folder: string, name: WorkerName): Promise<void> {
  // Wrangler takes a second of CPU to load, and every test that starts a server imports this file.
  const { unstable_getMiniflareWorkerOptions: miniflareOptions, experimental_readRawConfig: readRawConfig } =
    await import("wrangler");
  const { rawConfig } = readRawConfig({ config: workers[name] });
  const { build, main, assets, env: _, ...config } = rawConfig;
  if (main === undefined) throw new Error(`${workers[name]} has no "main"`);
  const source = dirname(workers[name]);
  const target = dirname(builtConfig(folder, name));
  await mkdir(target, { recursive: true });

  const served: typeof rawConfig = { ...config };
  if (assets?.directory !== undefined) {
    const built = join(target, "public", "assets");
    await cp(resolve(source, assets.directory), join(target, "public"), {
      recursive: true,
      filter: (file) => basename(file) !== "assets",
    });
    if (build !== undefined)
      await run(process.execPath, [join(repository, "scripts/build-web.mjs"), built], { cwd: repository });
    served.assets = { ...assets, directory: "public" };
  }

  const entry = join(target, "entry.json");
  await writeFile(entry, JSON.stringify({ ...served, main: resolve(source, main) }));
  const deploy = [
    "scripts/wrangler.mjs",
    "deploy",
    "--dry-run",
    "--config",
    entry,
    "--outdir",
    join(target, "worker"),
  ];
  await run(process.execPath, deploy, { cwd: repository, maxBuffer: 2 ** 24 });
  const bundle = `worker/${basename(main).replace(/\.[cm]?tsx?$/, ".js")}`;
  await writeFile(builtConfig(folder, name), JSON.stringify({ ...served, main: bundle, no_bundle: true }));
  const { rootPath, ...worker } = miniflareOptions(builtConfig(folder, name)).workerOptions;
  const options: ServedOptions = {
    worker: { ...(worker as ServedOptions["worker"]), name: config.name },
    script: bundle,
    assets: served.assets?.directory,
  };
  await writeFile(join(target, OPTIONS_FILE), JSON.stringify(options));
}

/** Where Node stores what it compiles, for the processes of a test run. */
export const compileCache = (folder: string): string => join(folder, "compile-cache");

/** The file with the reason why a build failed. */
export const failureFile = (folder: string, name: WorkerName): string => join(folder, `${name}.error.txt`);

/** @throws the reason why the build of `name` failed */
export async function assertBuilt(folder: string, name: WorkerName): Promise<void> {
  const failure = failureFile(folder, name);
  if (existsSync(failure))
    throw new Error(`the worker "${name}" does not build:\n${await readFile(failure, "utf8")}`);
}

/** The bundled script of `name`, as text. */
export async function bundledScript(folder: string, name: WorkerName): Promise<string> {
  await assertBuilt(folder, name);
  const config = builtConfig(folder, name);
  const { main } = JSON.parse(await readFile(config, "utf8")) as { main: string };
  return readFile(join(dirname(config), main), "utf8");
}
