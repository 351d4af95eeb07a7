/** What the kernel says a server costs: its processor time and its memory. Linux only: it reads `/proc`. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Processor time of some processes since they began, all threads, user and system; in microseconds. */
export function cpuMicroseconds(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    // The name, in brackets, may have spaces in it; utime and stime are the 14th and 15th field (proc(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return (ticks / TICKS_PER_SECOND) * 1_000_000;
}

/**
 * The same to the nanosecond, where `/proc/<pid>/stat` counts ticks of 10 ms: for short work of processes whose threads stay.
 * Time of a thread that has ended is missing.
 */
export function threadMicroseconds(pids: readonly number[]): number {
  let nanoseconds = 0;
  for (const pid of pids)
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      // The first number is the time on a processor (Documentation/scheduler/sched-stats.rst).
      const stats = readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8");
      nanoseconds += Number(stats.split(" ")[0]);
    }
  return nanoseconds / 1_000;
}

/** Processor time that the machine has spent since it started, on all its processors, in microseconds. */
function machineMicroseconds(): number {
  // user, nice, system, idle, iowait, irq, softirq and steal (proc(5)).
  const [, ...ticks] = (readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "").split(/\s+/).map(Number);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = ticks;
  return ((user + nice + system + irq + softirq) / TICKS_PER_SECOND) * 1_000_000;
}

/**
 * Begins to watch what else the machine does: it makes rounds differ.
 *
 * @param pids the processes of the measurement
 * @returns ends it, and returns how many processors the rest of the machine used on average
 */
export function watchOthers(pids: readonly number[]): () => number {
  const began = performance.now();
  const before = machineMicroseconds() - cpuMicroseconds(pids);
  return () => {
    const used = machineMicroseconds() - cpuMicroseconds(pids) - before;
    return Math.max(0, used / 1_000 / (performance.now() - began));
  };
}

/** Resident memory of some processes, in bytes. */
export function residentBytes(pids: readonly number[]): number {
  let kibibytes = 0;
  for (const pid of pids) {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    kibibytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }
  return kibibytes * 1024;
}

/** The processes named `name` among the descendants of `pid`. */
export function descendants(pid: number, name: string): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" "))
    .filter((child) => child !== "")
    .flatMap((child) => {
      const isNamed = readFileSync(`/proc/${child}/comm`, "utf8").trim() === name;
      return [...(isNamed ? [Number(child)] : []), ...descendants(Number(child), name)];
    });
}

/** How many files, sockets included, one process may have open. */
export function openFilesLimit(): number {
  const limits = readFileSync("/proc/self/limits", "utf8");
  const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1];
  return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}
