/**
 * Serves a bundled worker in the same workerd as `wrangler dev`, without its file watcher, proxy and inspector. That halves
 * the time of a start.
 *
 *     node test/support/serve.ts <folder of the bundle> <port> <folder of the state> <variables as JSON> [address to listen on]
 */
import { readFile } from "node:fs/promises";
import { flushCompileCache } from "node:module";
import { basename, dirname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { type Analytics, OPTIONS_FILE, type ServedOptions } from "./served-options.ts";

const [, , folder, port, state, variables, host = "127.0.0.1"] = process.argv;
if (folder === undefined || port === undefined || state === undefined || variables === undefined)
  throw new Error("serve.ts takes a folder, a port, a folder and variables");

const { worker, script, assets }: ServedOptions = JSON.parse(
  await readFile(join(folder, OPTIONS_FILE), "utf8"),
);
/**
 * Gives the worker a dataset of Workers Analytics Engine that prints what it is given; Miniflare's own keeps nothing. It is an
 * object of the same isolate, as on Cloudflare: nothing awaits its calls, and calls over RPC would be lost with their event.
 */
const RECORDER = `
  import { env } from "cloudflare:workers";
  env.ANALYTICS = {
    writeDataPoint: (point) => console.log(JSON.stringify({ event: "analytics.point", point })),
  };`;

const analytics = process.env.SERVE_ANALYTICS as Analytics | undefined;

const name = `./${basename(script)}`;
const module = (file: string, contents: string) =>
  ({ type: "ESModule", path: join(folder, dirname(script), file), contents }) as const;

const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    workers: [
      {
        ...worker,
        ...(assets !== undefined && { assets: { ...worker.assets, directory: join(folder, assets) } }),
        bindings: { ...worker.bindings, ...JSON.parse(variables) },
        ...(analytics === "simulated" && {
          analyticsEngineDatasets: { ANALYTICS: { dataset: "socket_rocket" } },
        }),
        modules: [
          ...(analytics === "recorded"
            ? [
                module(
                  "recording.js",
                  `import "./recorder.js"; export * from "${name}"; export { default } from "${name}";`,
                ),
                module("recorder.js", RECORDER),
              ]
            : []),
          { type: "ESModule", path: join(folder, script) },
        ],
        modulesRoot: dirname(join(folder, script)),
      },
    ],
    // The same folder as `wrangler dev`, so that either can open the state of the other.
    resourcePersistencePath: join(state, "v3"),
    host,
    port: Number(port),
    cf: false,
    log: new Log(LogLevel.WARN),
  }),
);
await miniflare.ready;
// It is killed in the end, and would not store what it compiled, which costs half of a start.
flushCompileCache();
