/**
 * Projects outside the repository that have installed the packed library, as an application does.
 *
 * The first is made once in a test run, when a test first asks for it: with `socket.io`, wrangler and TypeScript, and nothing
 * else.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, link, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { inject, vi } from "vitest";
import { type PackedPackage, packPackage } from "../../scripts/package.ts";
import { repository } from "./build.ts";

const run = promisify(execFile);

/** The name of the library's package. */
export const LIBRARY = "socket.io-durable-objects";

export interface PackageProject {
  folder: string;
  packed: PackedPackage;
}

/** The project of this test run. Test files run in processes of their own: the first one makes it, the others wait. */
export async function packageProject(): Promise<PackageProject> {
  const folder = join(inject("builds"), "package-project");
  const result = `${folder}.json`;
  try {
    await mkdir(folder);
  } catch {
    // A hook may wait here, where `expect.poll` may not be called.
    const read = async (): Promise<PackageProject> => JSON.parse(await readFile(result, "utf8"));
    return vi.waitFor(read, { timeout: 120_000, interval: 500 });
  }
  const packed = await packPackage(`${folder}-packed`);
  await installPackages(folder, packed, ["socket.io", "wrangler", "typescript"]);
  const project = { folder, packed };
  await writeFile(result, JSON.stringify(project));
  return project;
}

/**
 * Installs the library and `packages` in a folder, in the versions of this repository, and nothing else. If the folder has a
 * package.json, it says what is installed.
 *
 * `npm run test:long` installs from the registry. Otherwise packages are copied from this repository, which takes a second and
 * no network.
 * @throws what npm reports if a package is missing, has the wrong version, or is not asked for
 */
export async function installPackages(
  folder: string,
  { tarball }: PackedPackage,
  packages: readonly string[] = [],
): Promise<void> {
  if (!existsSync(join(folder, "package.json"))) {
    const versions = await Promise.all(packages.map(async (name) => [name, await versionOf(name)]));
    const dependencies = { ...Object.fromEntries(versions), [LIBRARY]: await versionOf(LIBRARY) };
    const manifest = { private: true, type: "module", dependencies };
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
  }
  if (inject("long")) await run("npm", ["install", "--prefer-offline", tarball], { cwd: folder });
  else {
    const library = join(folder, "node_modules", LIBRARY);
    await mkdir(library, { recursive: true });
    await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", library]);
    const [project, { dependencies }] = [await manifestOf(folder), await manifestOf(library)];
    const names = Object.keys({ ...project.dependencies, ...project.devDependencies, ...dependencies });
    await copyPackages(
      names.filter((name) => name !== LIBRARY),
      folder,
    );
  }
  await run("npm", ["ls", "--all"], { cwd: folder, maxBuffer: 2 ** 24 });
}

interface Manifest {
  version: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;

const versionOf = async (name: string): Promise<string> =>
  (await manifestOf(join(repository, "node_modules", name))).version;

/**
 * Copies packages of this repository, with all that they depend on, to `node_modules` in `target`. What Node finds from there
 * already is not copied; other packages of this repository are not there.
 */
export async function copyPackages(names: readonly string[], target: string): Promise<void> {
  const copied = new Set<string>();
  const copy = async (name: string, from: string): Promise<void> => {
    const folder = resolvePackage(name, from);
    if (folder === undefined || copied.has(folder) || isInstalled(name, dirname(target))) return;
    copied.add(folder);
    await linkFolder(folder, join(target, relative(repository, folder)));
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } =
      await manifestOf(folder);
    const peers = Object.keys({ ...peerDependencies }).filter(
      (peer) => !peerDependenciesMeta?.[peer]?.optional,
    );
    for (const dependency of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers])
      await copy(dependency, folder);
  };
  for (const name of names) await copy(name, repository);
}

/** Where Node finds a package; `undefined` for an optional one that is not installed. */
function resolvePackage(name: string, from: string): string | undefined {
  for (let folder = from; folder.startsWith(repository); folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(candidate)) return candidate;
  }
  return undefined;
}

/** Whether a folder or those above it have a package installed. */
const isInstalled = (name: string, folder: string): boolean =>
  existsSync(join(folder, "node_modules", name)) ||
  (dirname(folder) !== folder && isInstalled(name, dirname(folder)));

/** Copies a package without the packages inside it. Hard links cost no space: `workerd` has 150 MB. */
async function linkFolder(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const entries = (await readdir(source)).filter((entry) => entry !== "node_modules");
  await Promise.all(
    entries.map(async (entry) => {
      const [from, to] = [join(source, entry), join(target, entry)];
      if ((await stat(from)).isDirectory()) await linkFolder(from, to);
      // On another file system there are no links.
      else await link(from, to).catch(() => copyFile(from, to));
    }),
  );
}
