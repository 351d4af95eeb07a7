/** Where a server keeps its state while it is measured. */
import { existsSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY = "/dev/shm";

export interface StateFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Makes a folder: in memory, where the system has a file system there, because a table should compare programs and not
 * what else this machine's disk is doing (`--disk` for the disk all the same).
 */
export async function newStateFolder(): Promise<StateFolder> {
  const isInMemory = process.env.SOCKET_ROCKET_BENCH_DISK === undefined && existsSync(MEMORY);
  const path = await mkdtemp(join(isInMemory ? MEMORY : tmpdir(), "socket-rocket-bench-"));
  const removeAtExit = (): void => rmSync(path, { recursive: true, force: true });
  process.once("exit", removeAtExit);
  return {
    path,
    async remove() {
      process.off("exit", removeAtExit);
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
