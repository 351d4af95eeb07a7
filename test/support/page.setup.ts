/** Bundles the page into public/assets before the first test: the worker serves HTML with the names of the bundled files. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "./build.ts";

const BUILD_DEADLINE = 120_000;

/** @throws the output of the bundler if it fails or takes longer than two minutes */
export async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(repository, "scripts/build-web.mjs")], {
    cwd: repository,
    timeout: BUILD_DEADLINE,
  });
}
