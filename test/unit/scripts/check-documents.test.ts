/** The check of documents, on documents with problems. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { findDocumentProblems } from "../../../scripts/check-documents.ts";

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

function problemsIn(document: string, text: string): string[] {
  const root = mkdtempSync(join(tmpdir(), "documents-"));
  roots.push(root);
  const files = {
    "src/env.ts": "export class Env {\n  read(): void {}\n}\n",
    "test/unit/env.test.ts": 'test("reads the environment", () => {});\n',
    "docs/other.md": "# A title\n\n## What's next?\n",
    [document]: text,
  };
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  return findDocumentProblems(root, document);
}

test("accepts links, functions, files and headings that exist", () => {
  const text = `
[other](other.md) [next](other.md#whats-next) [top](#top) [web](https://example.com) [\`Env.read\`](../src/env.ts)
\`src/env.ts\` \`unit/env.test.ts\` \`dist/app.js\` \`<file>.ts\`
# Top
`;
  expect(problemsIn("docs/a.md", text)).toEqual([]);
});

test.each([
  ["[gone](gone.md)", "a link leads to docs/gone.md, which does not exist"],
  ["[gone](other.md#gone)", "a link leads to docs/other.md#gone, which has no such heading"],
  ["[`Env.write`](../src/env.ts)", "src/env.ts has no Env.write"],
  ["see `src/gone.ts`", "src/gone.ts does not exist"],
  ["ours\n<<<<<<< HEAD", "line 2 is a marker of a merge conflict"],
  [">>>>>>> 1234567 (docs: theirs)", "line 1 is a marker of a merge conflict"],
])("finds the problem of %s", (text, problem) => {
  expect(problemsIn("docs/a.md", text)).toEqual([`docs/a.md: ${problem}`]);
});

test("finds tests that docs/security.md quotes and that do not exist", () => {
  const row = (quote: string) => `| a defence | | \`unit/env.test.ts\`, "${quote}" |\n`;
  expect(problemsIn("docs/security.md", row("reads the environment"))).toEqual([]);
  expect(problemsIn("docs/security.md", row("reads it"))).toEqual([
    'docs/security.md: test/unit/env.test.ts has no test "reads it"',
  ]);
});

test("allows a changelog to name files that were removed", () => {
  expect(problemsIn("CHANGELOG.md", "`src/gone.ts`")).toEqual([]);
});
