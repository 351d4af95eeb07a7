/** Finds a Python for clients in another language. `npm test` installs the modules if it can. */
import { execFileSync } from "node:child_process";

/** The first Python on this machine that has all of `modules`, or undefined. */
export const pythonWith = (...modules: readonly string[]): string | undefined =>
  ["python3", "/usr/bin/python3"].find((command) => {
    try {
      execFileSync(command, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
