/** Documents: their links, and the files, functions and tests that they name, exist. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../../support/build.ts";

const read = (path: string) => readFileSync(join(repository, path), "utf8");

const documents = execFileSync("git", ["ls-files", "*.md"], { cwd: repository, encoding: "utf8" })
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(repository, path)));

/** Links to files: their text, the path from the root, and the heading. */
function linksOf(document: string): { text: string; target: string; anchor: string }[] {
  return [...read(document).matchAll(/(?:\[([^\]]*)\]\(|srcset="|src=")([^)"\s]*)[)"]/g)]
    .map(([, text = "", href = ""]) => ({ text, href }))
    .filter(({ href }) => !/^[a-z]+:|^<|^$/.test(href))
    .map(({ text, href }) => {
      const [path = "", anchor = ""] = href.split("#");
      return { text, target: path === "" ? document : join(dirname(document), path), anchor };
    });
}

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

const headingsOf = (document: string): string[] =>
  [...read(document).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));

describe.each(documents)("%s", (document) => {
  test("links to files and headings that exist", () => {
    const broken = linksOf(document).filter(
      ({ target, anchor }) =>
        !existsSync(join(repository, target)) ||
        (anchor !== "" && target.endsWith(".md") && !headingsOf(target).includes(anchor)),
    );
    expect(broken).toEqual([]);
  });

  test("links to functions, classes and methods that are in the file", () => {
    const missing = linksOf(document)
      .filter(({ text, target }) => /^`[\w.]+`$/.test(text) && /\.tsx?$/.test(target))
      .map(({ text, target }) => ({ name: text.slice(1, -1), target }))
      .filter(({ name, target }) => !target.endsWith(name))
      .filter(({ name, target }) => !name.split(".").every((part) => hasDeclaration(read(target), part)));
    expect(missing).toEqual([]);
  });
});

/** Whether a class, function, constant or method of this name is declared. */
const hasDeclaration = (source: string, name: string): boolean =>
  new RegExp(`\\b(?:class|function|const|interface|type) ${name}\\b|^ +(?:[a-z]+ )*${name}[(<]`, "m").test(
    source,
  );

describe("docs/security.md", () => {
  /** Each test file in the last column, with the names that follow it. */
  const quoted = read("docs/security.md")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .flatMap((line) => {
      const found: { file: string; names: string[] }[] = [];
      for (const [, file, name] of (line.split("|").at(-2) ?? "").matchAll(
        /`([^`]+\.test\.ts)`|"([^"]+)"/g,
      )) {
        if (file !== undefined) found.push({ file: `test/${file}`, names: [] });
        else if (name !== undefined) found.at(-1)?.names.push(name);
      }
      return found;
    });

  test("quotes tests that exist", () => {
    expect(quoted.length).toBeGreaterThan(50);
    const missing = quoted.flatMap(({ file, names }) => {
      if (!existsSync(join(repository, file))) return [file];
      const source = read(file);
      return names.filter((name) => !source.includes(name)).map((name) => `${file}: ${name}`);
    });
    expect(missing).toEqual([]);
  });

  test("names source files that exist", () => {
    const paths = [...read("docs/security.md").matchAll(/`((?:src|public|docs|scripts)\/[^`\s]+)`/g)].map(
      ([, path = ""]) => path,
    );
    expect(paths.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });
});
