/** esbuild plugins for the bundles of the page. */
import { readFile } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { build } from "esbuild";

const IMPORT = /^import (?!type )(?:[^"]*? from )?"([^"]+)";/gm;

/**
 * Puts what loads together into one chunk, where esbuild would make one for each set of parts that share it: dozens, most of
 * them smaller than a packet, which compress badly and are one more request each.
 *
 * All that `entry` loads at once is one chunk: each part that loads later, and each of `others`, imports what `entry` imports.
 * So all parts share all of it, and esbuild puts it into one chunk.
 *
 * Parts that load one after the other are a pack, also one chunk: an `import()` of one of them loads a module that exports what
 * all of them export. A part in no pack has a chunk of its own.
 *
 * @param entry the absolute path of an entry point
 * @param others the absolute paths of the entry points beside it
 * @param packs the absolute paths of the parts of each pack, by the name of the pack
 */
export function fewChunks(entry, others, packs) {
  const sharing = new Set([entry, ...others]);
  const packOf = new Map(Object.entries(packs).flatMap(([pack, parts]) => parts.map((part) => [part, pack])));
  return {
    name: "few-chunks",
    setup(build) {
      build.onStart(async () => {
        for (const [pack, parts] of Object.entries(packs)) await assertDistinctExports(pack, parts);
      });
      build.onResolve({ filter: /./ }, async ({ path, kind, ...options }) => {
        if (kind !== "dynamic-import" || options.pluginData === "resolved") return undefined;
        const resolved = await build.resolve(path, { kind, ...options, pluginData: "resolved" });
        const pack = packOf.get(resolved.path);
        if (pack !== undefined) return { path: pack, namespace: "pack" };
        sharing.add(resolved.path);
        return resolved;
      });
      build.onResolve({ filter: /^shared:/ }, ({ path }) => ({ path, namespace: "shared" }));
      build.onLoad({ filter: /./, namespace: "shared" }, async () => {
        const source = await readFile(entry, "utf8");
        const contents = [...source.matchAll(IMPORT)].map(([, path]) => `import ${JSON.stringify(path)};`);
        return { contents: contents.join("\n"), resolveDir: dirname(entry) };
      });
      build.onLoad({ filter: /./, namespace: "pack" }, ({ path: pack }) => ({
        contents: [
          'import "shared:";',
          ...packs[pack].map((part) => `export * from ${JSON.stringify(part)};`),
        ].join("\n"),
        resolveDir: dirname(entry),
      }));
      build.onLoad({ filter: /\.(?:tsx?|txt)$/ }, async ({ path }) => {
        if (!sharing.has(path)) return undefined;
        const text = await readFile(path, "utf8");
        const [source, loader] = path.endsWith(".txt")
          ? [`export default ${JSON.stringify(text)};`, "js"]
          : [text, extname(path).slice(1)];
        return { contents: `import "shared:";\n${source}`, loader };
      });
    },
  };
}

/** `export *` leaves out a name that two modules export. */
async function assertDistinctExports(pack, parts) {
  const { metafile } = await build({
    entryPoints: parts,
    outdir: "out",
    write: false,
    metafile: true,
    format: "esm",
    jsx: "automatic",
  });
  const names = Object.values(metafile.outputs).flatMap(({ exports }) => exports);
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  if (twice.length > 0) throw new Error(`parts of the pack "${pack}" export the same: ${twice.join(", ")}`);
}

/** Removes WebTransport, which our server does not support. */
export const withoutWebTransport = {
  name: "without-web-transport",
  setup(build) {
    build.onLoad({ filter: /engine\.io-client.build.esm.transports.webtransport\.js$/ }, () => ({
      contents: "export class WT {}",
    }));
  },
};
