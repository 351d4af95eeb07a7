/**
 * Checks what documents name: links lead to files and headings that exist, linked functions are in the linked file, named
 * files exist, and so do the tests that docs/security.md quotes. No marker of a merge conflict is left. `npm run check` runs it.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** @returns a sentence for every problem in the documents that Git knows */
export function checkDocuments(root: string): string[] {
  const documents = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" })
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(root, path)));
  return documents.flatMap((document) => findDocumentProblems(root, document));
}

/** @returns a sentence for every problem in a document, whose path is relative to `root` */
export function findDocumentProblems(root: string, document: string): string[] {
  const text = readFileSync(join(root, document), "utf8");
  return [
    ...conflictMarkers(text),
    ...brokenLinks(root, document, text),
    ...missingNames(root, document, text),
    ...(NAMES_OTHER_FILES.test(document) ? [] : missingFiles(root, document, text)),
    ...(document === "docs/security.md" ? missingTests(root, text) : []),
  ].map((problem) => `${document}: ${problem}`);
}

/** Lines that Git writes where a merge has a conflict. */
const conflictMarkers = (text: string): string[] =>
  text
    .split("\n")
    .flatMap((line, index) =>
      /^(?:<{7}|>{7}) /.test(line) ? [`line ${index + 1} is a marker of a merge conflict`] : [],
    );

interface Link {
  text: string;
  /** The path from the root. */
  target: string;
  /** The anchor of a heading; empty for none. */
  anchor: string;
}

/** Links to files of the repository. */
const linksOf = (document: string, text: string): Link[] =>
  [...text.matchAll(/(?:\[([^\]]*)\]\(|srcset="|src=")([^)"\s]*)[)"]/g)]
    .map(([, label = "", href = ""]) => ({ label, href }))
    .filter(({ href }) => !/^[a-z]+:|^<|^$/.test(href))
    .map(({ label, href }) => {
      const [path = "", anchor = ""] = href.split("#");
      return { text: label, target: path === "" ? document : join(dirname(document), path), anchor };
    });

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));

function brokenLinks(root: string, document: string, text: string): string[] {
  return linksOf(document, text).flatMap(({ target, anchor }) => {
    if (!existsSync(join(root, target))) return [`a link leads to ${target}, which does not exist`];
    if (anchor === "" || !target.endsWith(".md")) return [];
    return anchorsOf(readFileSync(join(root, target), "utf8")).includes(anchor)
      ? []
      : [`a link leads to ${target}#${anchor}, which has no such heading`];
  });
}

/** Links such as [`ChatRoom.post`](../src/room/chat-room.ts), whose class, function or method is not in the file. */
function missingNames(root: string, document: string, text: string): string[] {
  return linksOf(document, text)
    .filter(({ text: label, target }) => /^`[\w.]+`$/.test(label) && /\.tsx?$/.test(target))
    .map(({ text: label, target }) => ({ name: label.slice(1, -1), target }))
    .filter(({ name, target }) => !target.endsWith(name) && existsSync(join(root, target)))
    .filter(({ name, target }) => {
      const source = readFileSync(join(root, target), "utf8");
      return !name.split(".").every((part) => hasDeclaration(source, part));
    })
    .map(({ name, target }) => `${target} has no ${name}`);
}

/** Whether a class, function, constant or method of this name is declared. */
const hasDeclaration = (source: string, name: string): boolean =>
  new RegExp(`\\b(?:class|function|const|interface|type) ${name}\\b|^ +(?:[a-z]+ )*${name}[(<]`, "m").test(
    source,
  );

/** Files in code spans, such as `src/env.ts`. Some documents name them from a folder of their own. */
const FILE = /`((?:[\w.-]+\/)+[\w.-]+\.(?:tsx?|mjs|md|toml|json|css|html|yml|txt))`/g;
const FOLDERS = ["", "test", "src", "src/socketio"];

/** A changelog names files that were removed since; the guides of the library name files of the reader's project. */
const NAMES_OTHER_FILES = /CHANGELOG\.md$|^src\/socketio\/docs\//;

/** Folders of files that are not in the repository. */
const GENERATED = /^(?:dist|node_modules|public\/assets|bench\/results|test-results)\//;

function missingFiles(root: string, document: string, text: string): string[] {
  return [...text.matchAll(FILE)]
    .map(([, path = ""]) => path)
    .filter((path) => !GENERATED.test(path))
    .filter((path) => ![dirname(document), ...FOLDERS].some((folder) => existsSync(join(root, folder, path))))
    .map((path) => `${path} does not exist`);
}

/** Tests in the last column of the tables: a file, and the names that follow it. */
function missingTests(root: string, text: string): string[] {
  const cells = text.split("\n").filter((line) => line.startsWith("|"));
  return cells.flatMap((line) => {
    const problems: string[] = [];
    let file = "";
    for (const [, path, name] of (line.split("|").at(-2) ?? "").matchAll(/`([^`]+\.test\.ts)`|"([^"]+)"/g)) {
      if (path !== undefined) file = join("test", path);
      else if (existsSync(join(root, file)) && !readFileSync(join(root, file), "utf8").includes(name ?? ""))
        problems.push(`${file} has no test "${name}"`);
    }
    return problems;
  });
}
