/** The layout check, on small source trees with violations. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { findLayoutViolations, LAYOUT, type Layout } from "../../../scripts/check-layout.ts";

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** Adds lines until the file is long enough to be imported only once. */
const lengthen = (source: string): string =>
  source + "// line\n".repeat(Math.max(0, 21 - source.split("\n").length));

/** Violations of files that are long enough to be files of their own. */
const violationsIn = (files: Record<string, string>, exceptions: Partial<Layout> = {}): string[] =>
  violationsOf(
    Object.fromEntries(Object.entries(files).map(([file, source]) => [file, lengthen(source)])),
    exceptions,
  );

/** @param files their content by path; files are added to folders that have less than three */
function violationsOf(files: Record<string, string>, exceptions: Partial<Layout> = {}): string[] {
  const root = mkdtempSync(join(tmpdir(), "layout-"));
  roots.push(root);
  const folders = new Set(Object.keys(files).map((file) => dirname(file)));
  const filling = [...folders].flatMap((folder) => ["x", "y", "z"].map((name) => `${folder}/${name}.ts`));
  const all = { ...Object.fromEntries(filling.map((file) => [file, "export {};\n"])), ...files };
  for (const [file, content] of Object.entries(all)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  return findLayoutViolations(root, {
    layers: LAYOUT.layers,
    circles: [],
    packages: LAYOUT.packages,
    long: [],
    folders: [],
    ...exceptions,
  });
}

test("a tree whose imports go one way has no violation", () => {
  const violations = violationsIn({
    "src/room/chat.ts": 'import { name } from "../shared/name.ts";\nimport { valid } from "valibot";\n',
    "src/shared/name.ts": "export const name = 1;\n",
    "src/web/features/composer/composer.ts":
      'import "../../core/timeline.ts";\nimport "../context/room.ts";\n',
    "src/web/features/context/room.ts": 'export type { Timeline } from "../../core/timeline.ts";\n',
    "src/web/features/room/page.ts": 'const composer = () => import("../composer/composer.ts");\n',
    "src/web/core/timeline.ts": 'import {\n  name,\n} from "../../shared/name.ts";\n',
  });
  expect(violations).toEqual([]);
});

test.each([
  ["src/shared/name.ts", "src/room/chat.ts", 'import "../room/chat.ts";'],
  ["src/room/chat.ts", "src/http/app.ts", 'import type { App } from "../http/app.ts";'],
  ["src/socketio/src/server.ts", "src/shared/name.ts", 'export * from "../../shared/name.ts";'],
  ["src/http/app.ts", "src/web/core/timeline.ts", 'import "../web/core/timeline.ts";'],
  ["src/web/core/timeline.ts", "src/web/ui/modal.ts", 'const modal = () => import("../ui/modal.ts");'],
  [
    "src/web/ui/modal.ts",
    "src/web/features/context/room.ts",
    'import {\n  a,\n} from "../features/context/room.ts";',
  ],
  ["src/web/features/search/a.ts", "src/web/features/composer/b.ts", 'import "../composer/b.ts";'],
  ["src/web/features/search/a.ts", "src/web/features/room/b.ts", 'type B = import("../room/b.ts").B;'],
])("%s must not import %s", (file, target, source) => {
  const violations = violationsIn({ [file]: `${source}\n`, [target]: "export {};\n" });
  expect(violations).toEqual([`${file} must not import ${target}`]);
});

test("a package is imported by its name, in the same directions", () => {
  const source = 'import { Server } from "socket.io-durable-objects";\n';
  const files = { "src/socketio/src/index.ts": "", "src/socketio/src/server.ts": "" };
  expect(violationsIn({ ...files, "src/room/chat.ts": source })).toEqual([]);
  expect(violationsIn({ ...files, "src/shared/chat.ts": source })).toEqual([
    "src/shared/chat.ts must not import src/socketio/src/index.ts",
  ]);
  expect(violationsIn({ ...files, "src/room/chat.ts": 'import "../socketio/src/server.ts";\n' })).toEqual([
    'src/room/chat.ts must import "socket.io-durable-objects", not src/socketio/src/server.ts',
  ]);
});

test("an import circle is found, also of types, unless it is allowed", () => {
  const files = {
    "src/room/a.ts": 'import "./b.ts";\n',
    "src/room/b.ts": 'import type { C } from "./c.ts";\n',
    "src/room/c.ts": 'export type { A } from "./a.ts";\n',
  };
  expect(violationsIn(files)).toEqual([
    "an import circle of 3 files: src/room/a.ts, src/room/b.ts, src/room/c.ts",
  ]);
  expect(violationsIn(files, { circles: [Object.keys(files)] })).toEqual([]);
});

test("a folder with too many files is found, and a file in no layer", () => {
  const names = Array.from({ length: 10 }, (_, index) => `src/room/file-${index}.ts`);
  const files = Object.fromEntries([...names, "src/utils/a.ts"].map((name) => [name, ""]));
  expect(violationsIn(files)).toEqual([
    "src/room holds 13 files, not 3 to 12",
    ...["a", "x", "y", "z"].map((name) => `src/utils/${name}.ts is in no layer`),
  ]);
});

test("a long file is found, unless it is allowed", () => {
  const files = { "src/room/long.ts": "// line\n".repeat(301), "src/room/full.ts": "// line\n".repeat(300) };
  expect(violationsIn(files)).toEqual(["src/room/long.ts has 301 lines, more than 300"]);
  expect(violationsIn(files, { long: ["src/room/long.ts"] })).toEqual([]);
});

test("a small file that only one file imports is found", () => {
  const small = "export const name = 1;\n".repeat(19);
  const [importOnce, alsoImport] = ['import { name } from "./small.ts";\n', 'export * from "./small.ts";\n'];
  const found =
    "src/room/small.ts has 19 lines and only src/room/chat.ts imports it: merge it into that file";
  expect(violationsOf({ "src/room/small.ts": small, "src/room/chat.ts": importOnce })).toEqual([found]);
  expect(
    violationsOf({
      "src/room/small.ts": small,
      "src/room/chat.ts": importOnce,
      "src/room/other.ts": alsoImport,
    }),
  ).toEqual([]);
  expect(violationsOf({ "src/room/small.ts": `${small}\n`, "src/room/chat.ts": importOnce })).toEqual([]);
});

test("a small file may be a chunk, a declaration or an entry", () => {
  const violations = violationsOf({
    "src/web/core/chunk.ts": "export const name = 1;\n",
    "src/web/core/list.ts": 'const chunk = () => import("./chunk.ts");\n',
    "src/web/core/row.ts": 'import type { name } from "./chunk.ts";\n',
    "src/web/core/text.d.ts": 'declare module "*.txt";\n',
    "src/web/core/emoji.ts": 'import "./text.d.ts";\n',
    "src/web/entries/room.ts": 'import "../core/list.ts";\nimport "../core/row.ts";\n',
    "src/web/entries/landing.ts": 'import "../core/list.ts";\nimport "../core/row.ts";\n',
  });
  expect(violations).toEqual([]);
});
