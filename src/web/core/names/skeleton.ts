/** Keys to compare names by: the skeleton of UTS 39, folded further. */
import { CONFUSABLES } from "./confusables.ts";

/** The prototype of each letter that looks like another one. */
const PROTOTYPES = new Map(
  CONFUSABLES.split("\n").flatMap((line) => {
    const [prototype = "", letters = ""] = line.split("\t");
    return [...letters].map((letter) => [letter, prototype] as const);
  }),
);

/** Combining marks that are used with letters of any script. */
const MARKS = /\p{Script=Inherited}/gu;

/** U+2800 is a Braille cell without dots. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]/gu;

/** Symbols that look like a letter (UTS 39). */
const LETTER_LIKE = /[|∣⏐￨]/gu;

/** Spaces and punctuation. */
const SEPARATORS = /[\p{Z}\p{P}\s]/gu;

/** A name that ends like the tag of another person. */
const TAG = /#[0-9a-f]{4}$/i;

const skeleton = (name: string): string =>
  Array.from(name.normalize("NFKD"), (letter) => PROTOTYPES.get(letter) ?? letter)
    .join("")
    .normalize("NFKD")
    .replace(MARKS, "");

/**
 * The keys of a name. Two names look alike if they have a key in common. A name is compared as written and in lower case: a
 * capital I looks like an l, its lower case does not.
 */
export function keysOf(name: string): readonly string[] {
  const visible = name.normalize("NFKD").replace(INVISIBLE, "").trim().replace(TAG, "");
  const letters = visible.replace(LETTER_LIKE, "l").replace(SEPARATORS, "");
  const written = letters === "" ? visible : letters;
  const keys = [skeleton(skeleton(written).toLowerCase()), skeleton(written.toLowerCase())];
  return keys[0] === keys[1] ? keys.slice(1) : keys;
}
