/** What names are compared by, so that two that look alike are equal: the skeleton of UTS 39, folded further. */
import { CONFUSABLES } from "./confusables.ts";

/** The letter that stands for a letter that looks like it. */
const PROTOTYPES = new Map(
  CONFUSABLES.split("\n").flatMap((line) => {
    const [prototype = "", letters = ""] = line.split("\t");
    return [...letters].map((letter) => [letter, prototype] as const);
  }),
);

/** Marks that stand above and below letters of any script; those that belong to one script's words are not among them. */
const MARKS = /\p{Script=Inherited}/gu;

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]/gu;

/** What stands between words and around them. */
const SEPARATORS = /[\p{Z}\p{P}\s]/gu;

const skeleton = (name: string): string =>
  Array.from(name.normalize("NFKD"), (letter) => PROTOTYPES.get(letter) ?? letter)
    .join("")
    .normalize("NFKD")
    .replace(MARKS, "");

/**
 * The keys of a name. Two names look alike if they have a key in common: a capital I looks like an l, and its lower case
 * does not, so a name is compared as it is written and in lower case.
 */
export function keysOf(name: string): readonly string[] {
  const visible = name.normalize("NFKD").replace(INVISIBLE, "");
  const letters = visible.replace(SEPARATORS, "");
  const written = letters === "" ? visible : letters;
  const keys = [skeleton(skeleton(written).toLowerCase()), skeleton(written.toLowerCase())];
  return keys[0] === keys[1] ? keys.slice(1) : keys;
}
