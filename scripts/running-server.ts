/**
 * Which server uses a folder of state. `npm start` writes its process id there, and `npm run reset` reads it. A server that something
 * else started (`npx wrangler dev`) is found by the files that it has open.
 */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, sep } from "node:path";

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
  return pid !== undefined && isServer(pid) ? pid : processWithOpenFile(state);
}

/** The same, after a server that is about to end had two seconds to do so. */
export async function lastingServer(state: string): Promise<number | undefined> {
  const deadline = Date.now() + 2_000;
  for (;;) {
    const pid = runningServer(state);
    if (pid === undefined || Date.now() > deadline) return pid;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A workerd that has a file or a folder below this one open, where the system says so. */
function processWithOpenFile(folder: string): number | undefined {
  if (!existsSync(folder)) return undefined;
  const path = realpathSync(folder);
  if (existsSync("/proc/self/fd"))
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .find((pid) => openFiles(pid).some((file) => `${file}${sep}`.startsWith(path + sep)));
  // macOS and BSD. It prints process ids only.
  const { stdout } = spawnSync("lsof", ["-t", "-a", "-c", "workerd", "+D", path], { encoding: "utf8" });
  const pid = /^\d+$/m.exec(stdout ?? "")?.[0];
  return pid === undefined ? undefined : Number(pid);
}

/** The open files of a workerd; none for another program, for that of another user, and for one that has just ended. */
function openFiles(pid: number): string[] {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("workerd")) return [];
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
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
