/** The process that runs Miniflare, which starts workerd as a child of its own. */
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { serve } from "../remote.ts";
import type { WorkerSpec } from "./worker-spec.ts";

const WORKER = "contender";

let miniflare: Miniflare | undefined;

const methods = {
  /** Serves a worker. @returns its port */
  async start(spec: WorkerSpec): Promise<number> {
    miniflare = new Miniflare(
      convertV4MiniflareOptions({
        name: WORKER,
        modules: true,
        script: spec.script,
        compatibilityDate: spec.compatibilityDate,
        compatibilityFlags: [...spec.compatibilityFlags],
        durableObjects: Object.fromEntries(
          Object.entries(spec.durableObjects).map(([binding, className]) => [
            binding,
            { className, useSQLite: true },
          ]),
        ),
        bindings: { ...spec.variables },
        host: "127.0.0.1",
        port: 0,
        cf: false,
        log: new Log(LogLevel.WARN),
      }),
    );
    return Number((await miniflare.ready).port);
  },

  /** Puts an object to sleep, its WebSockets hibernating. @returns false where it slept already */
  async sleep(className: string, name: string): Promise<boolean> {
    try {
      await miniflare?.unsafeEvictDurableObject(WORKER, className, { name, webSockets: "hibernate" });
      return true;
    } catch (error) {
      if (String(error).includes("not currently running")) return false;
      throw error;
    }
  },
};

export type MiniflareApi = typeof methods;

serve(methods);
