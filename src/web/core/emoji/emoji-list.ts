/** All emoji, by group and by shortcode. A chunk of its own: see lazy-emoji.ts. */
import text from "./emoji.txt";

export interface Emoji {
  emoji: string;
  /** Its shortcodes, the usual one first; a few emoji have none. */
  codes: readonly string[];
  /** The number of its line in the files of names. */
  index: number;
}

/** The emoji of each group, in the order of the picker. */
export const groups: readonly (readonly Emoji[])[] = readGroups();

const all: readonly Emoji[] = groups.flat();
const byCode = new Map(all.flatMap(({ codes, emoji }) => codes.map((code) => [code, emoji] as const)));
const byEmoji = new Map(all.map((entry) => [entry.emoji, entry]));

/** The emoji with the shortcode `code` (`rocket`), in upper or lower case. */
export const emojiByCode = (code: string): string | undefined => byCode.get(code.toLowerCase());

/** The entry of an emoji. */
export const entryOf = (emoji: string): Emoji | undefined => byEmoji.get(emoji);

/** Emoji with a matching shortcode: those that start with `query` first, then those that contain it. */
export function findByCode(query: string): { code: string; emoji: string }[] {
  const wanted = query.toLowerCase();
  const found = all.flatMap(({ emoji, codes }) => {
    const code = codes.find((code) => code.startsWith(wanted)) ?? codes.find((code) => code.includes(wanted));
    return code === undefined ? [] : [{ code, emoji }];
  });
  const rank = ({ code }: { code: string }) => (code === wanted ? 0 : code.startsWith(wanted) ? 1 : 2);
  return found.sort((a, b) => rank(a) - rank(b));
}

function readGroups(): Emoji[][] {
  let index = 0;
  return text
    .trim()
    .split("\n\n")
    .map((group) =>
      group.split("\n").map((line) => {
        const [emoji = "", ...codes] = line.split(" ");
        return { emoji, codes, index: index++ };
      }),
    );
}
