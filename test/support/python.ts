/** A Python for clients of another language. `npm test` brings the modules where it may install them. */
import { execFileSync } from "node:child_process";

/** The first Python of this machine that has all of `modules`, if there is one. */
export const pythonWith = (...modules: readonly string[]): string | undefined =>
  ["python3", "/usr/bin/python3"].find((command) => {
    try {
      execFileSync(command, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
