/** The processes that a test started. Linux only: it reads `/proc`. */
import { readdir, readFile } from "node:fs/promises";

/**
 * The processes whose environment has a variable.
 *
 * @param mark the variable as `NAME=value`
 */
export async function processesWith(mark: string): Promise<Array<{ pid: number; command: string }>> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
      if (!environment.split("\0").includes(mark)) return [];
      const command = await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "");
      return command === "" ? [] : [{ pid: Number(pid), command: command.replaceAll("\0", " ") }];
    }),
  );
  return found.flat();
}
