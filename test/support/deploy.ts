/** Simulates a deploy: builds the page of a running server again from changed source. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject, onTestFinished } from "vitest";
import { repository } from "./build.ts";

const run = promisify(execFile);

export interface Deployable {
  /** For {@link startServer}. */
  readonly builds: string;
  /** The folder of its static files. */
  readonly assets: string;
  /**
   * Builds the page again.
   *
   * @param edits the texts to replace, by the path of the source file
   */
  rebuild(edits: Readonly<Record<string, readonly [from: string, to: string]>>): Promise<void>;
}

/** Copies the build of this test run. The copy is deleted when the test ends. */
export async function deployable(): Promise<Deployable> {
  const folder = await mkdtemp(join(tmpdir(), "socket-rocket-deploy-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const builds = join(folder, "builds");
  await cp(join(inject("builds"), "app"), join(builds, "app"), { recursive: true });
  const assets = join(builds, "app/public/assets");
  const source = join(folder, "source");
  for (const name of ["src", "scripts", "public", "package.json", "tsconfig.base.json"])
    await cp(join(repository, name), join(source, name), { recursive: true });
  await symlink(join(repository, "node_modules"), join(source, "node_modules"));
  return {
    builds,
    assets,
    rebuild: async (edits) => {
      for (const [path, [from, to]] of Object.entries(edits)) {
        const file = join(source, path);
        const text = await readFile(file, "utf8");
        if (!text.includes(from)) throw new Error(`${path} has no ${JSON.stringify(from)}`);
        await writeFile(file, text.replace(from, to));
      }
      await run(process.execPath, ["scripts/build-web.mjs", assets], { cwd: source });
    },
  };
}
