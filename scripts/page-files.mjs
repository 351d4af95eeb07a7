/** The files of a build: those a page names in its head, and those a device stores for offline use. */
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

const LANGUAGES = ["en", "de", "ar"];

/** Parts of the room page that load together, by the name of their file: the paths of modules in src/web. */
export const PACKS = {
  markdown: ["core/text/markdown.ts"],
  /** After the first messages. */
  "after-messages": [
    "features/room/background-features.ts",
    "features/room/lazy-dialogs.tsx",
    "features/room/open-menu.tsx",
    "features/room/room-menu.ts",
    "features/messages/actions/message-tools.ts",
    "features/composer/composer-tools.ts",
    "features/connection/problem-states.tsx",
    "features/files/drop-zone.tsx",
    "features/offline/install.ts",
    "features/people/profile/name-prompt.tsx",
  ],
  /** Beside the conversation, or above it on a narrow screen. */
  panels: [
    "features/room/people-body.tsx",
    "features/rooms/rooms-list.tsx",
    "features/rooms/room-switcher.tsx",
    "features/room/keyboard-shortcuts.tsx",
    "features/notifications/choose-notifications.ts",
    "features/notifications/show-notification.ts",
    "features/notifications/push-subscription.ts",
  ],
  /** With the first file. */
  files: [
    "features/files/file-tools.ts",
    "features/files/draft-files.tsx",
    "features/files/image-dialog.tsx",
  ],
  /** With the first of them that is opened. */
  dialogs: [
    "features/settings/room-settings-dialog.tsx",
    "features/people/profile/profile-dialog.tsx",
    "features/rooms/invite-dialog.tsx",
    "features/rooms/new-room-dialog.tsx",
    "features/search/search-dialog.tsx",
    "features/devices/devices-dialog.tsx",
  ],
};

/**
 * Whether a device stores a file on its first visit: the page opens without a network, and people read, write and attach files. It
 * stores other parts and their texts when they are first used: most visits never need them, or they need the network anyway, as to sign in.
 */
const isKept = ({ name, entryPoint = "" }) =>
  !/\b(?:sign-in|operator)\b/.test(name) &&
  (/^(?:pack:(?!dialogs$)|src\/web\/(?:entries|styles|i18n\/(?:lazy|dialogs|files))\/)/.test(entryPoint) ||
    name.startsWith("words-"));

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

/** The files that a device stores on its first visit, with all that they import: those of every language, and those of each. */
export function keptFiles(metafiles) {
  const all = served(metafiles);
  const kept = new Set(all.filter(isKept));
  // What is added while a set is walked is walked, too.
  for (const { imports } of kept)
    for (const { path, kind } of imports)
      if (kind === "import-statement") kept.add(all.find(({ name }) => name === basename(path)));
  const files = [...kept];
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
 *
 * @param head what the heads of all pages have in common
 */
export async function writePages({ source, head, outdir, metafiles, id, pages }) {
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
      .replace("<!-- src/web/head.html -->", head.trimEnd().replaceAll("\n", "\n    "))
      .replace(/\/assets\/([\w-]+)\.(?:js|css)"/g, (_, entry) => `/assets/${named(entry).name}"`)
      .replace('<meta name="build" />', `<meta name="build" content="${id}" />`)
      .replace("<!-- preloads -->", preloads.join("\n    "));
    await writeFile(join(outdir, `${page}.html`), html);
  }
}
