/** A contender, and what it does and does not do. */
import type { DialectName } from "../load/dialects.ts";
import { startMiniflare } from "../servers/miniflare.ts";
import type { Server } from "../servers/server.ts";
import type { WorkerSpec } from "../servers/worker-spec.ts";
import { startWorkerd } from "../servers/workerd-serve.ts";

/** How a worker is served: by Miniflare, as `wrangler dev` does it, or by `workerd serve` alone. */
export type Host = "miniflare" | "workerd";

export interface Contender {
  readonly name: string;
  /** What a message and a join are in this contender, for the reader of the table. */
  readonly does: string;
  readonly dialect: DialectName;
  /** Gets ready what `start` needs, once. */
  prepare(): Promise<void>;
  start(host: Host): Promise<Server>;
}

/** A contender that is a worker. */
export function workerContender(
  { name, does, dialect }: Pick<Contender, "name" | "does" | "dialect">,
  build: () => Promise<WorkerSpec>,
): Contender & { spec(): Promise<WorkerSpec> } {
  let built: Promise<WorkerSpec> | undefined;
  const spec = (): Promise<WorkerSpec> => {
    built ??= build();
    return built;
  };
  return {
    ...{ name, does, dialect, spec },
    prepare: async () => void (await spec()),
    start: async (host) => (host === "workerd" ? startWorkerd(await spec()) : startMiniflare(await spec())),
  };
}
