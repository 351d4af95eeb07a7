/** This project's room: the worker as it is deployed, with its limits lifted by their variables. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { experimental_readRawConfig as readRawConfig } from "wrangler";
import { buildWorker, bundledScript, workers } from "../../test/support/build.ts";
import type { WorkerSpec } from "../servers/worker-spec.ts";
import { workerContender } from "./contender.ts";
import { benchVariables } from "./lifted-limits.ts";

export const chatRoom = workerContender(
  {
    name: "Socket Rocket",
    does: "stores every message, acknowledges it, deduplicates retries; a join is signed, welcomed with the last 50 messages, and announced to the others",
    protocol: "chatRoom",
  },
  build,
);

async function build(): Promise<WorkerSpec> {
  const { rawConfig } = readRawConfig({ config: workers.app });
  const bindings: { name: string; class_name: string }[] = rawConfig.durable_objects?.bindings ?? [];
  const folder = await mkdtemp(join(tmpdir(), "socket-rocket-bench-"));
  try {
    await buildWorker(folder, "app");
    return {
      script: await bundledScript(folder, "app"),
      compatibilityDate: rawConfig.compatibility_date ?? "",
      compatibilityFlags: rawConfig.compatibility_flags ?? [],
      durableObjects: Object.fromEntries(bindings.map(({ name, class_name }) => [name, class_name])),
      rooms: "ROOMS",
      variables: benchVariables(),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
