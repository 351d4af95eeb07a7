/**
 * Finds words that the project does not use, in code and documents: `node scripts/check-words.ts`.
 *
 * Prose is for engineers whose first language is often not English: the usual word, the active voice, no metaphor. This
 * looks for the words that make a reader stop, and for names that were replaced by the field's own.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A use of a word that the project does not use. */
export interface Finding {
  file: string;
  /** From 1. */
  line: number;
  word: string;
}

/** Where prose and names are checked; dictionaries of other languages, data and this file are not English prose. */
const CHECKED =
  /^(?:src|docs|examples|scripts|bench|test|\.github)\/|^[^/]+\.md$|^wrangler\.toml$|^public\/.*\.html$/;
const SKIPPED =
  /\/(?:ar|de)\.ts$|\.(?:txt|png|svg|woff2|gz)$|core\/names\/confusables\.ts$|^scripts\/(?:check-words\.ts|confusables-data\.mjs)$|^test\/unit\/scripts\/check-words\.test\.ts$/;

/** Words that say nothing that a usual word does not say better. */
const PROSE = [
  /\bwho(?:m)?ever\b/gi,
  /\bsomebody(?:'s)?\b/gi,
  /\banew\b/gi,
  /\boneself\b/gi,
  /\bone's\b/gi,
  // "one" as a pronoun for a person: "what one wrote", "if one may write".
  /\b(?:what|when|if|where|as|who|how|because|until|while|whether|before|after) one (?:can|may|must|might|could|would|should|will|has|had|is|was|does|did|wants?|writes?|wrote|said|says|reads?|types?|knows?|goes|looks?|sees?|saw|has)\b/gi,
];

/** Names that were replaced, as whole words of prose or parts of a name in code. */
const REPLACED = [
  /\b(?:key[ -]?ring|file[ -]?(?:shelf|desk)|half[ -]open|packet[ -]pace|guest[ -]list|rare[ -]listeners)\b/gi,
  /\b(?:farewell|demolition|attendance|roster|lobby|outlet|inlet|culprit|doomed|heard[ -]out|unfollowed)\b/gi,
  /\b(?:wire[ -]view|shut[ -]out|whereabouts|theatre|multitude|victim)\b/gi,
];

/** Uses that stay: names of a contract, of a deployment, or of the outside world. `[file, word]`. */
const ALLOWED: readonly (readonly [RegExp, RegExp])[] = [
  // The deployed name of the directory's class, and of its one object: ids follow from both.
  [/^wrangler\.toml$|^src\/worker\.ts$|^src\/directory\/|^docs\/adr\/|^CHANGELOG\.md$/, /^lobby$/i],
  // Names of alarms that stored rooms have pending.
  [/^src\/room\/storage\/alarms\.ts$/, /^(?:demolition|doomed)$/],
];

/** @returns each use in a text, in order */
export function findWords(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    for (const pattern of [...PROSE, ...REPLACED]) {
      for (const [word] of line.matchAll(pattern)) {
        if (!ALLOWED.some(([path, use]) => path.test(file) && use.test(word)))
          findings.push({ file, line: index + 1, word });
      }
    }
  }
  return findings;
}

/** Whether no file that Git knows has such a word; each use is printed. */
export function hasPlainWords(root: string): boolean {
  const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).split("\n");
  const findings = files
    .filter((file) => CHECKED.test(file) && !SKIPPED.test(file) && existsSync(join(root, file)))
    .flatMap((file) => findWords(file, readFileSync(join(root, file), "utf8")));
  for (const { file, line, word } of findings) console.error(`${file}:${line}: "${word}" is not in use here`);
  return findings.length === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = hasPlainWords(fileURLToPath(new URL("..", import.meta.url))) ? 0 : 1;
