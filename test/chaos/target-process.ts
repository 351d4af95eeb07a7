/**
 * The server of a chaos run, in a process that can be killed: Miniflare with the built worker and durable state.
 *
 * It sends `{ ready: url }`, and answers an {@link Eviction} with `{ evicted: boolean }`.
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, type LegacyWorkerOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptions } from "wrangler";
import { RAISED_LIMITS, relayLimits } from "../support/raised-limits.ts";
import type { Eviction } from "./target.ts";

const [, , config = "", state = "", port, variables = "{}"] = process.argv;
const { main } = JSON.parse(await readFile(config, "utf8")) as { main: string };
const { compatibilityDate, compatibilityFlags, durableObjects } = workerOptions(config).workerOptions as Pick<
  LegacyWorkerOptions,
  "compatibilityDate" | "compatibilityFlags" | "durableObjects"
>;

const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    ...{ compatibilityDate, compatibilityFlags, durableObjects },
    name: "target",
    modules: true,
    script: await readFile(join(dirname(config), main), "utf8"),
    // All clients have one address here, and send more than people do.
    serviceBindings: { ASSETS: () => new Response(null, { status: 404 }) },
    bindings: { ...RAISED_LIMITS, ...relayLimits(), ...JSON.parse(variables) },
    resourcePersistencePath: state,
    host: "127.0.0.1",
    port: Number(port),
    cf: false,
    log: new Log(LogLevel.WARN),
  }),
);

process.on("message", async ({ className, ...object }: Eviction) => {
  const evicted = await miniflare.unsafeEvictDurableObject("target", className, object).then(
    () => true,
    () => false,
  );
  process.send?.({ evicted });
});

const url = await miniflare.ready;
process.send?.({ ready: url.href });

// The run was ended: workerd shares the process group.
process.on("disconnect", () => process.kill(0, "SIGKILL"));
