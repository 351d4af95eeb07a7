/** Runs this project's wrangler: `npm run wrangler -- <command>`. */
import { spawn } from "node:child_process";
import { wranglerCommand, wranglerEnvironment } from "./wrangler-command.mjs";

const child = spawn(process.execPath, [...wranglerCommand, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: wranglerEnvironment(),
});
// wrangler's launcher forwards SIGINT and SIGTERM only.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => child.kill(signal === "SIGHUP" ? "SIGTERM" : signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 0 : 1)));
