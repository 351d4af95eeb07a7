/** esbuild plugins for the bundles of the page. */
import { readFile } from "node:fs/promises";
import { dirname, extname } from "node:path";

const IMPORT = /^import (?!type )(?:[^"]*? from )?"([^"]+)";/gm;

/**
 * Puts everything that `entry` loads at once into one chunk. esbuild would create one for each set of parts that share it:
 * two dozen, most of them smaller than a packet, which compress badly and are one more request each.
 *
 * Each part that loads later, and each of `others`, imports what `entry` imports. So all parts share all of it, and
 * esbuild puts it into one chunk.
 *
 * @param entry the absolute path of an entry point
 * @param others the absolute paths of the entry points beside it
 */
export function oneChunk(entry, others) {
  const later = new Set(others);
  return {
    name: "one-chunk",
    setup(build) {
      build.onResolve({ filter: /./ }, async ({ path, kind, ...options }) => {
        if (kind !== "dynamic-import" || options.pluginData === "resolved") return undefined;
        const resolved = await build.resolve(path, { kind, ...options, pluginData: "resolved" });
        later.add(resolved.path);
        return resolved;
      });
      build.onResolve({ filter: /^shared:/ }, ({ path }) => ({ path, namespace: "shared" }));
      build.onLoad({ filter: /./, namespace: "shared" }, async () => {
        const source = await readFile(entry, "utf8");
        const contents = [...source.matchAll(IMPORT)].map(([, path]) => `import ${JSON.stringify(path)};`);
        return { contents: contents.join("\n"), resolveDir: dirname(entry) };
      });
      build.onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        if (!later.has(path)) return undefined;
        const contents = `import "shared:";\n${await readFile(path, "utf8")}`;
        return { contents, loader: extname(path).slice(1) };
      });
    },
  };
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
