/** Bundles the page into public/assets before the first test: the worker serves HTML with the names of the bundled files. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "./build.ts";

const BUILD_DEADLINE = 120_000;

/** One build for all projects of a run: each of them calls `setup`. */
const shared = globalThis as { socketRocketPage?: Promise<unknown> };

/** @throws the output of the bundler if it fails or takes longer than two minutes */
export async function setup(): Promise<void> {
  shared.socketRocketPage ??= promisify(execFile)(
    process.execPath,
    [join(repository, "scripts/build-web.mjs")],
    { cwd: repository, timeout: BUILD_DEADLINE },
  );
  await shared.socketRocketPage;
}
