/** How this project's wrangler is called: the one in node_modules, without telemetry. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const packageFile = createRequire(import.meta.url).resolve("wrangler/package.json");

/** The arguments of `node` that run wrangler; wrangler's own follow. */
export const wranglerCommand = [join(dirname(packageFile), "bin", "wrangler.js")];

/** The environment wrangler runs in; what the caller's says comes first. Without `--env` it is production: wrangler does not ask. */
export const wranglerEnvironment = (variables = {}) => ({
  CLOUDFLARE_ENV: "",
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  ...process.env,
  ...variables,
});
