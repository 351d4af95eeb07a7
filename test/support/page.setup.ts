/** Bundles the page into public/assets before the first test: the worker sends HTML that the bundle names its files in. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "./build.ts";

const BUILD_DEADLINE = 120_000;

/** @throws what the bundler printed, where it fails or takes longer than two minutes */
export async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(repository, "scripts/build-web.mjs")], {
    cwd: repository,
    timeout: BUILD_DEADLINE,
  });
}
