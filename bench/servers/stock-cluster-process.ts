/** Stock Socket.IO with its cluster adapter: this process is the primary of two workers. */
import cluster from "node:cluster";
import { fileURLToPath } from "node:url";
import { setupPrimary } from "@socket.io/cluster-adapter";
import { serve } from "../remote.ts";

const methods = {
  /** Starts the workers. @returns their port, and all processes */
  async start(workers: number): Promise<{ port: number; pids: number[] }> {
    cluster.setupPrimary({
      exec: fileURLToPath(new URL("./stock-cluster-worker.ts", import.meta.url)),
      serialization: "advanced",
    });
    setupPrimary();
    let port = 0;
    const started = Array.from({ length: workers }, async () => {
      const worker = cluster.fork();
      port = await new Promise<number>((resolve, reject) => {
        worker.once("listening", (address) => resolve(address.port));
        worker.once("exit", (code) => reject(new Error(`a worker ended with ${code}`)));
      });
      return worker.process.pid ?? 0;
    });
    const pids = await Promise.all(started);
    return { port, pids: [process.pid, ...pids] };
  },
};

export type StockClusterApi = typeof methods;

serve(methods);
