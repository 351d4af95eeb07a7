/**
 * Serves a bundled worker in the same workerd as `wrangler dev`, without its file watcher, proxy and inspector. That halves
 * the time of a start.
 *
 *     node test/support/serve.ts <folder of the bundle> <port> <folder of the state> <variables as JSON> [address to listen on]
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { OPTIONS_FILE, type ServedOptions } from "./served-options.ts";

const [, , folder, port, state, variables, host = "127.0.0.1"] = process.argv;
if (folder === undefined || port === undefined || state === undefined || variables === undefined)
  throw new Error("serve.ts takes a folder, a port, a folder and variables");

const { worker, script, assets }: ServedOptions = JSON.parse(
  await readFile(join(folder, OPTIONS_FILE), "utf8"),
);
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    ...worker,
    ...(assets !== undefined && { assets: { ...worker.assets, directory: join(folder, assets) } }),
    bindings: { ...worker.bindings, ...JSON.parse(variables) },
    modules: [{ type: "ESModule", path: join(folder, script) }],
    modulesRoot: dirname(join(folder, script)),
    // The same folder as `wrangler dev`, so that either can open the state of the other.
    resourcePersistencePath: join(state, "v3"),
    host,
    port: Number(port),
    cf: false,
    log: new Log(LogLevel.WARN),
  }),
);
await miniflare.ready;
