/** Keys to compare names by: the skeleton of UTS 39, folded further. */
import { CONFUSABLES } from "./confusables.ts";

/** Small capitals. UTS 39 has only some of them, and some as look-alikes of letters of other scripts. */
const SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ";
const SMALL_LETTERS = "abcdefghijklmnoprstuvwyz";

/** The prototype of each letter that looks like another one. */
const PROTOTYPES = new Map([
  ...CONFUSABLES.split("\n").flatMap((line) => {
    const [prototype = "", letters = ""] = line.split("\t");
    return [...letters].map((letter) => [letter, prototype] as const);
  }),
  ...Array.from(SMALL_CAPITALS, (letter, at) => [letter, SMALL_LETTERS.charAt(at)] as const),
]);

/** Combining marks that are used with letters of any script. */
const MARKS = /\p{Script=Inherited}/gu;

/** U+2800 is a Braille cell without dots. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]/gu;

/** Symbols that look like a letter (UTS 39). */
const LETTER_LIKE = /[|∣⏐￨]/gu;

/** Spaces, punctuation and symbols: a check mark or a crown beside a name looks like a mark of the page. */
const SEPARATORS = /[\p{Z}\p{P}\p{S}\s]/gu;

/** Digits and symbols that people write for letters: `Gr4ce`. */
const LEET = "0134578@$!";
const LEET_LETTERS = "oieastbasi";
const LEET_SIGN = /[0134578@$!]/g;

/** A name that ends like the tag of another person. */
const TAG = /#[0-9a-f]{4}$/i;

const skeleton = (name: string): string =>
  Array.from(name.normalize("NFKD"), (letter) => PROTOTYPES.get(letter) ?? letter)
    .join("")
    .normalize("NFKD")
    .replace(MARKS, "");

/**
 * The keys of a name. Two names look alike if they have a key in common. A name is compared as written and in lower case: a
 * capital I looks like an l, its lower case does not. A name with digits is also compared as if they were letters.
 */
export function keysOf(name: string): readonly string[] {
  const visible = name.normalize("NFKD").replace(INVISIBLE, "").trim().replace(TAG, "");
  const readings = new Set([visible]);
  // A name of digits alone is a number.
  if (/\p{L}/u.test(visible))
    readings.add(visible.replace(LEET_SIGN, (sign) => LEET_LETTERS.charAt(LEET.indexOf(sign))));
  const keys = [...readings].flatMap((reading) => {
    const letters = reading.replace(LETTER_LIKE, "l").replace(SEPARATORS, "");
    const written = letters === "" ? reading : letters;
    return [skeleton(skeleton(written).toLowerCase()), skeleton(written.toLowerCase())];
  });
  return [...new Set(keys)];
}
