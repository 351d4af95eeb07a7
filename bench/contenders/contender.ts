/** A contender, and what it does and does not do. */
import type { ProtocolName } from "../load/protocols.ts";
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
  readonly protocol: ProtocolName;
  /** Gets ready what `start` needs, once. */
  prepare(): Promise<void>;
  start(host: Host): Promise<Server>;
}

/** A contender that is a worker. */
export function workerContender(
  { name, does, protocol }: Pick<Contender, "name" | "does" | "protocol">,
  build: () => Promise<WorkerSpec>,
): Contender & { spec(): Promise<WorkerSpec> } {
  let built: Promise<WorkerSpec> | undefined;
  const spec = (): Promise<WorkerSpec> => {
    built ??= build();
    return built;
  };
  return {
    ...{ name, does, protocol, spec },
    prepare: async () => void (await spec()),
    start: async (host) => (host === "workerd" ? startWorkerd(await spec()) : startMiniflare(await spec())),
  };
}
