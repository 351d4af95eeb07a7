/** Every emoji, by group and by the names people type between colons. A chunk of its own: see lazy-emoji.ts. */
import text from "./emoji.txt";

export interface Emoji {
  emoji: string;
  /** What it is called between colons, the usual name first; a few have none. */
  codes: readonly string[];
  /** Its line in the files of names. */
  index: number;
}

/** The emoji of each group, in the order in which they are shown. */
export const groups: readonly (readonly Emoji[])[] = readGroups();

const all: readonly Emoji[] = groups.flat();
const byCode = new Map(all.flatMap(({ codes, emoji }) => codes.map((code) => [code, emoji] as const)));
const byEmoji = new Map(all.map((entry) => [entry.emoji, entry]));

/** The emoji called `code` (`rocket`), in whatever case it was typed. */
export const emojiByCode = (code: string): string | undefined => byCode.get(code.toLowerCase());

/** What is known of an emoji. */
export const entryOf = (emoji: string): Emoji | undefined => byEmoji.get(emoji);

/** Those with a name that begins with `query` first, then those that have it further in; each by the name that fits. */
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
