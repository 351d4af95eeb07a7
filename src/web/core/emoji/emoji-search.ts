/** Searches emoji by name and shortcode. */
import { fold, type NamedEmoji } from "./emoji-names.ts";

const MAX_RESULTS = 120;

/** Emoji with a word that starts with each word of `query`; those with that name come first. */
export function searchEmoji(emoji: readonly NamedEmoji[], query: string): readonly NamedEmoji[] {
  const wanted = fold(query)
    .split(/[\s:_]+/)
    .filter((word) => word !== "");
  if (wanted.length === 0) return [];
  const whole = fold(query.trim());
  const rank = ({ name, codes, words }: NamedEmoji): number => {
    const called = [fold(name), ...codes];
    if (called.includes(whole)) return 0;
    if (called.some((name) => name.startsWith(whole))) return 1;
    return wanted.every((word) => words.includes(word)) ? 2 : 3;
  };
  return emoji
    .filter(({ words }) => wanted.every((word) => words.some((other) => other.startsWith(word))))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MAX_RESULTS);
}
