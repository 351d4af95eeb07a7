/** Which server uses a folder of state. `npm start` writes its process id there, and `npm run reset` reads it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const fileIn = (state: string): string => join(state, "server.pid");

/** Notes that the process `pid` uses a folder, until this process exits. */
export function noteRunning(state: string, pid: number): void {
  mkdirSync(state, { recursive: true });
  writeFileSync(fileIn(state), `${pid}\n`);
  process.on("exit", () => {
    // Another server may have been started on the same folder since.
    if (readPid(state) === pid) rmSync(fileIn(state), { force: true });
  });
}

/** The process that uses a folder; undefined if there is none, also after one that was killed. */
export function runningServer(state: string): number | undefined {
  const pid = readPid(state);
  return pid !== undefined && isServer(pid) ? pid : undefined;
}

function readPid(state: string): number | undefined {
  try {
    const pid = Number(readFileSync(fileIn(state), "utf8"));
    return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    // There is no such file.
    return undefined;
  }
}

/** Whether a process runs. Where the system says what it runs, an id that another program got since is told apart. */
function isServer(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("start.mjs");
  } catch {
    // Not Linux, or it has just ended.
    return true;
  }
}
