/**
 * Checks where files are and what they import: the directions of docs/architecture.md, import circles, the size of
 * folders and files, small files that only one file imports. `npm run check` runs it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** What the files of a layer may import besides their own layer. A file is in the layer with the longest path that fits. */
export type Layers = Readonly<Record<string, readonly string[]>>;

export interface Layout {
  layers: Layers;
  /** Groups of files that may import each other in a circle. */
  circles: readonly (readonly string[])[];
  /** The packages of this repository by name: their folder, and the file that their name imports. */
  packages: Readonly<Record<string, { folder: string; entry: string }>>;
  /** Files that may be long: data. */
  long: readonly string[];
  /** Folders with fewer or more files than the others. */
  folders: readonly string[];
}

const MAX_LINES = 300;
/** A shorter file that only one file imports belongs in that file. */
const MIN_LINES = 20;
const MIN_FILES = 3;
const MAX_FILES = 12;

const PAGE_BASE = ["src/shared", "src/web/core", "src/web/i18n", "src/web/storage", "src/web/ui"];
const FEATURE_BASE = [...PAGE_BASE, "src/web/features/context"];
const SERVER_BASE = ["src/shared", "src/config", "src/platform", "src/env.ts"];
const SERVER_FEATURES = [
  ...SERVER_BASE,
  "src/account",
  "src/auth",
  "src/directory",
  "src/metrics",
  "src/operator",
  "src/room",
];

/** The layout of this repository. `src/web/features/*` is every feature that is not named here. */
export const LAYOUT: Layout = {
  layers: {
    "src/shared": [],
    "src/socketio": [],
    "src/config": ["src/shared"],
    "src/platform": ["src/shared", "src/config"],
    "src/env.ts": ["src/room", "src/directory", "src/account", "src/auth", "src/metrics", "src/operator"],
    "src/auth": SERVER_BASE,
    "src/directory": SERVER_BASE,
    "src/account": SERVER_BASE,
    "src/metrics": SERVER_BASE,
    "src/operator": SERVER_BASE,
    "src/room": [...SERVER_BASE, "src/auth", "src/directory", "src/operator", "src/socketio"],
    "src/http": SERVER_FEATURES,
    "src/worker.ts": [...SERVER_FEATURES, "src/http"],
    "src/web/i18n": ["src/shared"],
    "src/web/storage": ["src/shared"],
    "src/web/core": ["src/shared", "src/web/storage", "src/web/i18n"],
    "src/web/ui": ["src/shared", "src/web/storage", "src/web/i18n"],
    "src/web/features/context": PAGE_BASE,
    "src/web/features/*": FEATURE_BASE,
    // The page that is composed of the other features.
    "src/web/features/room": [...FEATURE_BASE, "src/web/features/*"],
    "src/web/entries": [...FEATURE_BASE, "src/web/features/*", "src/web/features/room"],
  },
  circles: [
    // The Durable Object class takes the bindings, which name the class.
    [
      "src/env.ts",
      "src/room/chat-room.ts",
      "src/room/room-rpc.ts",
      "src/room/relay/room-relay.ts",
      "src/room/socket-options.ts",
    ],
  ],
  packages: {
    "socket.io-durable-objects": { folder: "src/socketio", entry: "src/socketio/src/index.ts" },
  },
  long: ["src/web/core/names/confusables.ts"],
  // The two files above all folders; the settings of the compiler.
  folders: ["src", "src/web"],
};

/**
 * @param root a folder with `src` in it
 * @returns a sentence for every violation, sorted
 */
export function findLayoutViolations(root: string, layout: Layout = LAYOUT): string[] {
  const files = listFiles(root, "src");
  const sources = files.filter((file) => /\.tsx?$/.test(file));
  const statics = new Map(
    sources.map((file) => [file, importsOf(root, file, STATIC_IMPORT, layout.packages)]),
  );
  const dynamics = new Map(
    sources.map((file) => [file, importsOf(root, file, DYNAMIC_IMPORT, layout.packages)]),
  );
  const imports = new Map(
    sources.map((file) => [file, [...(statics.get(file) ?? []), ...(dynamics.get(file) ?? [])]]),
  );
  const lineCounts = new Map(
    files.filter((file) => /\.(?:tsx?|css)$/.test(file)).map((file) => [file, countLines(root, file)]),
  );
  return [
    ...wrongDirections(imports, layout.layers),
    ...importsIntoPackages(imports, layout.packages),
    ...circlesOf(imports, layout.circles),
    ...wrongFolders(files, layout.folders),
    ...longFiles(lineCounts, layout.long),
    ...smallFiles(lineCounts, statics, dynamics),
  ].sort();
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    return entry.isDirectory() ? listFiles(root, path) : [path];
  });
}

/** `import ... from`, `export ... from` and `import "..."`. */
const STATIC_IMPORT = /^\s*(?:import|export)\b[^"';]*?\bfrom\s*"([^"]+)"|^\s*import\s*"([^"]+)"/gm;

/** `import("...")`, in code and in types. */
const DYNAMIC_IMPORT = /\bimport\(\s*"([^"]+)"/gm;

/** The files of `src` that a file imports. */
function importsOf(root: string, file: string, pattern: RegExp, packages: Layout["packages"]): string[] {
  const source = readFileSync(join(root, file), "utf8");
  const targets = [...source.matchAll(pattern)].flatMap(([, from, bare]) => {
    const name = from ?? bare ?? "";
    return name.startsWith(".") ? posix.join(posix.dirname(file), name) : (packages[name]?.entry ?? []);
  });
  return [...new Set(targets)].filter((target) => existsSync(join(root, target)));
}

const countLines = (root: string, file: string): number =>
  readFileSync(join(root, file), "utf8").split("\n").length - 1;

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** The layer of a file and its folder: for the layer `a/*` the folder of `a` that the file is in. */
function layerOf(file: string, layers: Layers): { layer: string; folder: string } | undefined {
  const folders = Object.keys(layers).map((layer) => {
    const [parent] = layer.split("/*");
    const isPattern = layer.endsWith("/*") && isWithin(file, `${parent}`);
    const [name = ""] = isPattern ? file.slice(`${parent}/`.length).split("/") : [];
    return { layer, folder: isPattern ? `${parent}/${name}` : layer };
  });
  const named = folders.filter(({ folder, layer }) => folder === layer && isWithin(file, folder));
  const [longest] = named.sort((a, b) => b.layer.length - a.layer.length);
  return longest ?? folders.find(({ folder, layer }) => folder !== layer && isWithin(file, folder));
}

function wrongDirections(imports: ReadonlyMap<string, readonly string[]>, layers: Layers): string[] {
  return [...imports].flatMap(([file, targets]) => {
    const from = layerOf(file, layers);
    if (from === undefined) return [`${file} is in no layer`];
    const allowed = layers[from.layer] ?? [];
    return targets
      .filter((target) => {
        const to = layerOf(target, layers);
        return to?.folder !== from.folder && !allowed.includes(to?.layer ?? "");
      })
      .map((target) => `${file} must not import ${target}`);
  });
}

/** Files outside a package import its entry, which is by its name. */
function importsIntoPackages(
  imports: ReadonlyMap<string, readonly string[]>,
  packages: Layout["packages"],
): string[] {
  return [...imports].flatMap(([file, targets]) =>
    Object.entries(packages).flatMap(([name, { folder, entry }]) =>
      targets
        .filter((target) => !isWithin(file, folder) && isWithin(target, folder) && target !== entry)
        .map((target) => `${file} must import "${name}", not ${target}`),
    ),
  );
}

/** Strongly connected groups of files (Tarjan's algorithm). */
function circlesOf(
  imports: ReadonlyMap<string, readonly string[]>,
  allowed: readonly (readonly string[])[],
): string[] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    const number = order.size;
    order.set(file, number);
    open.push(file);
    let low = number;
    for (const target of imports.get(file) ?? []) {
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (open.includes(target)) low = Math.min(low, order.get(target) ?? low);
    }
    if (low === number) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1 || imports.get(file)?.includes(file)) circles.push(circle.sort());
    }
    return low;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return circles
    .filter((circle) => !allowed.some((files) => circle.every((file) => files.includes(file))))
    .map((circle) => `an import circle of ${circle.length} files: ${circle.join(", ")}`);
}

function wrongFolders(files: readonly string[], exceptions: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    const folder = posix.dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([folder, count]) => !exceptions.includes(folder) && (count < MIN_FILES || count > MAX_FILES))
    .map(([folder, count]) => `${folder} holds ${count} files, not ${MIN_FILES} to ${MAX_FILES}`);
}

function longFiles(lineCounts: ReadonlyMap<string, number>, exceptions: readonly string[]): string[] {
  return [...lineCounts]
    .filter(([file, lines]) => lines > MAX_LINES && !exceptions.includes(file))
    .map(([file, lines]) => `${file} has ${lines} lines, more than ${MAX_LINES}`);
}

/**
 * Small files that only one other file imports. Not counted: files that a dynamic `import()` loads, because each is a
 * chunk of the bundle that has to be a file of its own, and declarations (`.d.ts`).
 */
function smallFiles(
  lineCounts: ReadonlyMap<string, number>,
  statics: ReadonlyMap<string, readonly string[]>,
  dynamics: ReadonlyMap<string, readonly string[]>,
): string[] {
  const chunks = new Set([...dynamics.values()].flat());
  return [...lineCounts]
    .filter(([file, lines]) => lines < MIN_LINES && /(?<!\.d)\.tsx?$/.test(file) && !chunks.has(file))
    .flatMap(([file, lines]) => {
      const [importer, ...others] = [...statics].filter(([, targets]) => targets.includes(file));
      if (importer === undefined || others.length > 0) return [];
      return [`${file} has ${lines} lines and only ${importer[0]} imports it: merge it into that file`];
    });
}
