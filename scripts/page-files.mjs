/** The files of a build: those a page names in its head, and those a device stores for offline use. */
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

const LANGUAGES = ["en", "de", "ar"];

/**
 * What a device does not store before its first use, because it is large and most visits never need it: syntax highlighting, the
 * network inspector, and the names of emoji, which are the only text files.
 */
const isKeptOnUse = ({ name, entryPoint = "" }) =>
  /^chunk-(?:highlight|inspector)-/.test(name) || entryPoint.endsWith(".txt");

/** Of the outputs of esbuild, those that are served: every file's path, and what is known of it. */
const served = (metafiles) =>
  metafiles
    .flatMap(({ outputs }) => Object.entries(outputs))
    .filter(([file]) => !file.endsWith(".map"))
    .map(([file, output]) => ({ name: basename(file), ...output }));

/** The language whose texts a file contains; undefined for a file that every language needs. */
const languageOf = ({ entryPoint = "" }) =>
  LANGUAGES.find(
    (language) => entryPoint.endsWith(`/${language}.ts`) || entryPoint.endsWith(`/${language}.txt`),
  );

/** The files that a device stores: those of every language, and those of each. */
export function keptFiles(metafiles) {
  const files = served(metafiles).filter((file) => !isKeptOnUse(file));
  const of = (language) =>
    files
      .filter((file) => languageOf(file) === language)
      .map(({ name }) => `/assets/${name}`)
      .sort();
  return {
    common: of(undefined),
    languages: Object.fromEntries(LANGUAGES.map((language) => [language, of(language)])),
  };
}

/**
 * Writes the pages into `outdir`, with the names of this build's files in place of those in their source. All scripts
 * that run at once are named in the head, so that none waits for another to ask for it.
 */
export async function writePages({ source, outdir, metafiles, id, pages }) {
  const files = served(metafiles);
  const named = (entry) => {
    const file = files.find(
      ({ name, entryPoint }) =>
        entryPoint !== undefined && new RegExp(`^${entry}-\\w{8}\\.(?:js|css)$`).test(name),
    );
    if (file === undefined) throw new Error(`the build has no ${entry}`);
    return file;
  };
  for (const page of pages) {
    const script = page === "index" ? "landing" : page;
    const imports = named(script).imports.filter(({ kind }) => kind === "import-statement");
    const preloads = [
      ...imports.map(({ path }) => `<link rel="modulepreload" href="/assets/${basename(path)}" />`),
      ...LANGUAGES.map((language) => {
        const { name } = named(`words-${script}-${language}`);
        return `<link rel="modulepreload" href="/assets/${name}" data-language="${language}" />`;
      }),
    ];
    const html = (await readFile(join(source, `${page}.html`), "utf8"))
      .replace(/\/assets\/([\w-]+)\.(?:js|css)"/g, (_, entry) => `/assets/${named(entry).name}"`)
      .replace('<meta name="build" />', `<meta name="build" content="${id}" />`)
      .replace("<!-- preloads -->", preloads.join("\n    "));
    await writeFile(join(outdir, `${page}.html`), html);
  }
}
